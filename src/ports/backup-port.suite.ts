import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import type { BackupPort, BackupView } from "./backup-port.ts";
import { type Patience, until } from "./until.suite.ts";

/** A cluster for this suite alone: nothing was backed up yet, and nothing moves. It is left restored. */
export interface BackupFixture extends Patience {
  readonly backups: BackupPort;
  /** The cluster's control plane version. */
  readonly kubernetes: string;
  /** Puts an object of this name into the cluster. */
  change(name: string): Promise<void>;
  /** Names of the objects that `change` put there and that are still there. */
  changes(): Promise<readonly string[]>;
  /** Brings the control plane to a later version, and resolves when it is there. */
  upgrade(): Promise<void>;
  /** The version that the control plane has now. */
  version(): Promise<string>;
  /** Kills whoever works on backups and restores; resolves to whether somebody did. Left out where nobody can be. */
  readonly killWorker?: () => Promise<boolean>;
  /** What of proofs is still there: processes, folders. */
  leftovers(): Promise<readonly string[]>;
  /** A port for a member that does not exist. */
  readonly nobody: BackupPort;
  close(): Promise<void>;
}

/** What every BackupPort keeps to. The tests build on each other: one cluster lives through all of them. */
export function backupPortSuite(
  name: string,
  { open }: { readonly open: () => Promise<BackupFixture> },
): void {
  describe(`BackupPort: ${name}`, () => {
    let fixture: BackupFixture;

    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.close());

    for (const [title, test] of Object.entries(tests)) {
      it(title, (context) => test(fixture, context));
    }
  });
}

type Test = (fixture: BackupFixture, context: TestContext) => Promise<void>;

const FIRST = { token: "rollout/c/1/backup", owner: "rollout/c/1" };
const SECOND = { token: "rollout/c/2/backup", owner: "rollout/c/2" };

const viewOf = async ({ backups }: BackupFixture, token: string): Promise<BackupView> => {
  const view = await backups.find(token);
  if (view === undefined) throw new Error(`no backup of ${token}`);
  return view;
};

const taken = async (fixture: BackupFixture, token: string): Promise<BackupView> =>
  until(
    fixture,
    () => viewOf(fixture, token),
    ({ snapshot }) => snapshot.kind !== "taking",
  );

const proved = async (fixture: BackupFixture, token: string): Promise<BackupView> =>
  until(
    fixture,
    () => viewOf(fixture, token),
    ({ proof }) => proof.kind !== "proving" && proof.kind !== "none",
  );

const tests: Readonly<Record<string, Test>> = {
  "knows nothing before anything was asked for": async ({ backups }) => {
    expect(await backups.list()).toEqual([]);
    expect(await backups.find(FIRST.token)).toBeUndefined();
    expect(await backups.findRestore("back")).toBeUndefined();
  },

  "takes one snapshot for a token, however often it is asked": async (fixture) => {
    const { backups } = fixture;
    await fixture.change("before");
    expect(await backups.begin(FIRST)).toEqual({ kind: "accepted" });
    expect(["alreadyRunning", "alreadyThere"]).toContain((await backups.begin(FIRST)).kind);
    const { snapshot, proof, owner, id } = await taken(fixture, FIRST.token);
    expect([owner, proof.kind, snapshot.kind]).toEqual([FIRST.owner, "none", "taken"]);
    if (snapshot.kind !== "taken") return;
    const { facts } = snapshot;
    expect(facts).toMatchObject({ kubernetes: fixture.kubernetes });
    expect(facts.hash).toMatch(/^[0-9a-f]{64}$/);
    for (const count of ["revision", "sizeBytes", "objects", "resources", "takenAtMs"] as const) {
      expect(facts[count]).toBeGreaterThan(0);
    }
    expect(await backups.begin(FIRST)).toEqual({ kind: "alreadyThere" });
    expect((await viewOf(fixture, FIRST.token)).snapshot).toEqual(snapshot);
    expect((await backups.list()).map((view) => view.id)).toEqual([id]);
  },

  "refuses to restore what was not proved, and to prove what is not there": async (fixture) => {
    const { backups } = fixture;
    const { id } = await viewOf(fixture, FIRST.token);
    const restore = await backups.restore({ backup: id, token: "early" });
    expect(restore).toMatchObject({ kind: "refused", why: expect.stringContaining("not proved") });
    expect(await backups.findRestore("early")).toBeUndefined();
    for (const answer of [
      await backups.beginProof({ backup: "nowhere" }),
      await backups.restore({ backup: "nowhere", token: "nowhere" }),
    ]) {
      expect(answer).toMatchObject({ kind: "refused", why: expect.stringContaining("nowhere") });
    }
  },

  "proves it by a restore beside the cluster, also when the cluster has changed since, and leaves nothing behind":
    async (fixture) => {
      const { backups } = fixture;
      await fixture.change("after");
      const { id, snapshot } = await viewOf(fixture, FIRST.token);
      expect(await backups.beginProof({ backup: id })).toEqual({ kind: "accepted" });
      expect(["alreadyRunning", "alreadyThere"]).toContain(
        (await backups.beginProof({ backup: id })).kind,
      );
      const { proof } = await proved(fixture, FIRST.token);
      if (proof.kind !== "passed" || snapshot.kind !== "taken") throw new Error(said(proof));
      const { kubernetes, objects, resources } = snapshot.facts;
      expect(proof.facts).toMatchObject({ kubernetes, objects, resources, notCompared: [] });
      expect(proof.facts.sampled).toBeGreaterThan(0);
      expect(await backups.beginProof({ backup: id })).toEqual({ kind: "alreadyThere" });
      expect((await viewOf(fixture, FIRST.token)).proof).toEqual(proof);
      expect(await fixture.leftovers()).toEqual([]);
      expect(await fixture.changes()).toEqual(["after", "before"]);
    },

  "comes to the same end though the one at work is killed again and again": async (
    fixture,
    context,
  ) => {
    const { backups, killWorker } = fixture;
    if (killWorker === undefined) return context.skip();
    await backups.begin(SECOND);
    let kills = 0;
    const look = async (): Promise<BackupView> => {
      if (kills < 6) kills += Number(await killWorker());
      return viewOf(fixture, SECOND.token);
    };
    const { id, snapshot } = await until(fixture, look, (view) => view.snapshot.kind !== "taking");
    expect(snapshot.kind).toBe("taken");
    await backups.beginProof({ backup: id });
    const { proof } = await until(fixture, look, (view) => view.proof.kind !== "proving");
    expect(proof, said(proof)).toMatchObject({ kind: "passed" });
    expect(kills).toBeGreaterThan(2);
    expect(await fixture.leftovers()).toEqual([]);
    expect(await backups.list()).toHaveLength(2);
  },

  "takes the cluster back to a proved backup: its version and its objects, once for a token":
    async (fixture) => {
      const { backups } = fixture;
      await fixture.upgrade();
      expect(await fixture.version()).not.toBe(fixture.kubernetes);
      const { id } = await viewOf(fixture, FIRST.token);
      const back = { backup: id, token: "back" };
      expect(await backups.restore(back)).toEqual({ kind: "accepted" });
      expect(["alreadyRunning", "alreadyThere"]).toContain((await backups.restore(back)).kind);
      let kills = 0;
      const look = async () => {
        if (kills < 8) kills += Number((await fixture.killWorker?.()) ?? false);
        return backups.findRestore("back");
      };
      const end = await until(fixture, look, (view) => view?.kind !== "restoring");
      expect(end).toMatchObject({ kind: "restored", backup: id });
      expect(await fixture.version()).toBe(fixture.kubernetes);
      expect(await fixture.changes()).toEqual(["before"]);
    },

  "keeps what comes after a restore, however often the same one is asked for": async (fixture) => {
    const { backups } = fixture;
    const { id } = await viewOf(fixture, FIRST.token);
    await fixture.change("later");
    expect(await backups.restore({ backup: id, token: "back" })).toEqual({ kind: "alreadyThere" });
    expect(await fixture.changes()).toEqual(["before", "later"]);
    expect((await viewOf(fixture, FIRST.token)).proof.kind).toBe("passed");
  },

  "throws a terminal error for a member that does not exist": async ({ nobody }) => {
    const terminal = { name: "PortError", class: "terminal" };
    await expect(nobody.list()).rejects.toMatchObject(terminal);
    await expect(nobody.begin(FIRST)).rejects.toMatchObject(terminal);
  },
};

const said = (standing: object): string => JSON.stringify(standing);
