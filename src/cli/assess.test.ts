import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import {
  budget,
  cleanFacts,
  clusterAt,
  seen,
  snapshotOf,
  workload,
} from "../assess/clean-snapshot.fixture.ts";
import { systemClock } from "../platform/clock.ts";
import { snapshotDocument } from "../model/snapshot-document.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { serveWorld, type ServedWorld } from "../drivers/world/serve-world.ts";
import { worldFolder } from "../server/outsides.ts";
import { smallWorldDocument } from "../world/small-world.fixture.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-assess-"));
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

async function run(...args: readonly string[]) {
  const terminal = testTerminal();
  const code = await runCli(["assess", ...args, "--data-dir", dir], terminal, systemClock);
  return { code, ...terminal.written };
}

function fileOf(name: string, ...documents: readonly unknown[]): string {
  const file = path.join(dir, `${name}.yaml`);
  const texts = documents.map((each) => stringify(each, { aliasDuplicateObjects: false }));
  writeFileSync(file, texts.join("---\n"));
  return file;
}

const snapshots = (name: string, ...all: readonly Snapshot[]): string =>
  fileOf(name, ...all.map(snapshotDocument));

const single = { replicas: 1, available: 1 };
const troubled = snapshotOf(
  cleanFacts({
    budgets: seen(
      ...Array.from({ length: 8 }, (_, index) =>
        budget(`b${index}`, { disruptionsAllowed: 0, maxUnavailable: "0", desiredHealthy: 3 }),
      ),
    ),
    workloads: seen(workload("web", { ...single, owner: "team-shop" }), workload("api", single)),
    webhooks: { kind: "not-seen", why: "list is forbidden", help: "grant list" },
    apiUses: seen({
      by: "last-applied",
      group: "resource.k8s.io",
      version: "v1beta1",
      kind: "DeviceClass",
      objects: ["gpu"],
      count: 1,
      who: ["kubectl"],
      lastAtMs: Date.UTC(2026, 9, 1),
    }),
  }),
  { cluster: "troubled", member: "troubled" },
);
const clean = snapshotOf(cleanFacts(), { cluster: "clean", member: "clean" });

const fleet = (...names: readonly string[]) => ({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Fleet",
  metadata: { name: "shop" },
  spec: {
    defaults: { provider: { kind: "kubeadm" } },
    clusters: names.map((name) => ({ name })),
  },
});

const rollout = (spec: object) => ({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Rollout",
  metadata: { name: "next" },
  spec: {
    fleet: "shop",
    target: { kubernetes: "1.36" },
    strategy: "auto",
    stages: [{ name: "all", selector: {} }],
    ...spec,
  },
});

it("says what it comes to first and last, and the worst first in between", async () => {
  const file = snapshots("both", clean, troubled);
  const { code, out, err } = await run("-f", file, "--target", "1.35.9");
  expect({ code, err }).toEqual({ code: 5, err: "" });
  await expect(out).toMatchFileSnapshot("render/assess-text.golden.txt");
});

it("a cluster without anything in its way ends with 0", async () => {
  const { code, out } = await run("-f", snapshots("clean", clean));
  expect(code).toBe(0);
  expect(out).toContain("clean   1.35.4 -> 1.36.3   ");
  expect(out).toContain("nothing open at Blocks or worse");
});

it.each([
  ["will-disturb", 5],
  ["Needs a decision", 5],
  ["none", 0],
])("fails at %s and worse: %i", async (failOn, code) => {
  const workloads = seen(workload("web", single));
  const file = snapshots("single", clusterAt("1.35.4", { workloads }));
  expect((await run("-f", file, "--target", "1.36", "--fail-on", failOn)).code).toBe(code);
  expect((await run("-f", file, "--target", "1.36")).code).toBe(0);
});

it("a level or a version that there is not is wrong input", async () => {
  const file = snapshots("wrong", clean);
  const level = await run("-f", file, "--fail-on", "severe");
  expect(level.code).toBe(2);
  expect(level.err).toContain("There is Blocks, Will disturb");
  const version = await run("-f", file, "--target", "next");
  expect({ code: version.code, err: version.err }).toEqual({
    code: 2,
    err: "error: --target next: expected a version, like 1.36 or 1.36.3\n",
  });
});

it("asks about a rollout's clusters, with its settings and what it accepts", async () => {
  const accept = { by: "ana@shop.example", reason: "known", until: "2099-01-31" };
  const spec = {
    stages: [{ name: "one", selector: { matchLabels: { pick: "me" } } }],
    acceptRisks: [
      { name: "budget-never-allows", ...accept },
      { name: "single-replica", ...accept, clusters: ["other"] },
      { name: "no-such-thing", ...accept },
    ],
  };
  const own = fleet("troubled", "clean");
  const labelled = {
    ...own,
    spec: {
      ...own.spec,
      clusters: [{ name: "troubled", labels: { pick: "me" } }, { name: "clean" }],
    },
  };
  const file = snapshots("given", clean, troubled);
  const files = ["-f", fileOf("rollout", labelled, rollout(spec)), "-f", file];
  const { code, out } = await run(...files);
  expect(code).toBe(0);
  expect(out).toContain("1 cluster assessed: 8 Blocks (8 accepted), 2 Will disturb");
  expect(out).toContain("ACCEPTED by ana@shop.example until 2099-01-31: known");
  expect(out).toContain("no-such-thing: no check and no finding is called so");
});

it("what the rollout's own way moves in time, or takes upon itself, is in nobody's way", async () => {
  const certManager = {
    name: "cert-manager",
    part: "whole" as const,
    version: "1.19.2",
    others: [],
    namespace: "cert-manager",
    evidence: ["its image"],
  };
  const old = clusterAt(
    "1.35.4",
    { addons: seen(certManager) },
    { cluster: "old", member: "old", available: ["1.36.3"] },
  );
  const file = snapshots("old", old);
  const alone = await run("-f", file, "--target", "1.36");
  expect(alone).toMatchObject({ code: 5, out: expect.stringContaining("addon-incompatible") });
  const both = (spec: Record<string, unknown>) => fileOf("moves", fleet("old"), rollout(spec));
  const moved = await run("-f", both({}), "-f", file);
  expect(moved.out).not.toContain("addon-incompatible");
  expect(moved.code).toBe(0);
  const target = { kubernetes: "1.36", addons: { "cert-manager": "keep" } };
  const kept = await run("-f", both({ target }), "-f", file);
  expect(kept).toMatchObject({ code: 5, out: expect.stringContaining("addon-incompatible") });
});

it("a cluster that there is not, and files without any, are wrong input", async () => {
  const file = snapshots("named", clean, troubled);
  const misspelt = await run("trobled", "-f", file);
  expect(misspelt.code).toBe(2);
  expect(misspelt.err).toContain("did you mean troubled?");
  expect((await run("nothing-like-it", "-f", file)).err).toContain("there are: clean, troubled");
  expect((await run("--cluster", "clean", "-f", file)).code).toBe(0);
  const empty = await run("-f", fileOf("only-rollout", rollout({})));
  expect(empty.err).toContain("fleet shop is in none of these files");
});

it("stands together by owner and by cluster too", async () => {
  const file = snapshots("owners", troubled);
  const byOwner = await run("-f", file, "--by", "owner", "--level", "will-disturb");
  expect(byOwner.out).toContain("  team-shop\n    single-replica\n");
  expect(byOwner.out).not.toContain("BLOCKS");
  const byCluster = await run("-f", file, "--by", "cluster", "--all");
  expect(byCluster.out).toContain("  troubled\n    budget-never-allows (8)\n");
  expect(byCluster.out).not.toContain("more; --all");
});

it("prints findings for programs, those of a level alone where asked", async () => {
  const file = snapshots("programs", troubled);
  const { out } = await run("-f", file, "-o", "json", "--level", "blocks");
  const { kind, items } = JSON.parse(out) as { kind: string; items: readonly { id: string }[] };
  expect(kind).toBe("List");
  expect(items.map(({ id }) => id)).toContain("budget-never-allows/PodDisruptionBudget shop/b0");
  const wide = await run("-f", file, "-o", "wide", "--level", "will-disturb");
  expect(wide.out).toMatch(/^LEVEL +CLUSTER +CHECK +OBJECT +HOP +OWNER +ACCEPTED +WHY/);
  const names = await run("-f", file, "-o", "name", "--level", "will-disturb");
  expect(names.out).toContain("findings/troubled/single-replica/Deployment shop/api\n");
});

it("a cluster that cannot be seen is told, and is no success", async () => {
  const file = fileOf("unseen", {
    ...fleet("away"),
    spec: { clusters: [{ name: "away", provider: { kind: "world" } }] },
  });
  const { code, out } = await run("-f", file);
  expect(code).toBe(1);
  expect(out).toContain("NOT SEEN, so nothing is known of them\n  away   ");
  expect((await run("-f", file, "-o", "json")).err).toContain("away could not be seen: ");
});

it("looks at the clusters of a fleet itself", async () => {
  const world: ServedWorld = await serveWorld({
    document: smallWorldDocument(),
    dir: worldFolder(dir),
    speed: 1,
  });
  try {
    const name = smallWorldDocument().spec.clusters[0]?.name ?? "";
    const file = fileOf("world", {
      ...fleet(name),
      spec: { clusters: [{ name, provider: { kind: "world" } }] },
    });
    const { out } = await run("-f", file);
    expect(out).toContain(`1 cluster assessed: `);
    expect(out).not.toContain("NOT SEEN");
  } finally {
    await world.close();
  }
});
