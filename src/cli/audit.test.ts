import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { anchorFile } from "../drivers/anchors/anchor-file.ts";
import { anchorKeyFile, openAnchorKey } from "../drivers/anchors/anchor-key.ts";
import { openSqliteRecords } from "../drivers/records/sqlite/sqlite-records.ts";
import { chainEvents, emptyHead } from "../model/event.ts";
import { systemClock } from "../platform/clock.ts";
import { anchorRecords } from "../server/audit/anchor-records.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

let folder: string;
const database = (): string => path.join(folder, "records.db");
const anchors = (): string => path.join(folder, "outside.jsonl");

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fleetlift-audit-"));
  const records = openSqliteRecords(database());
  const key = openAnchorKey(anchorKeyFile(folder));
  const work = { records, key, places: [anchorFile(anchors())] };
  for (const [index, rollout] of ["spring", "autumn"].entries()) {
    const bodies = ["starts", "goes", "ends"].map((reason) => ({
      kind: "step.done" as const,
      actor: "ana",
      rollout,
      reason,
    }));
    const { events } = chainEvents(emptyHead(`rollout/${rollout}`), bodies, 1_000_000 * index);
    await records.append(events);
    await anchorRecords(work, 2_000_000 * (index + 1));
  }
  await records.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const terminal = testTerminal();
  const code = await runCli([...args, "--data-dir", folder], terminal, systemClock);
  return { code, ...terminal.written };
}

function tamper(statement: string): void {
  const open = new DatabaseSync(database());
  open.exec(statement);
  open.close();
}

it("an honest record is found so, held against anchors that are signed by the key that is trusted", async () => {
  const trusted = path.join(folder, "anchor.pub");
  writeFileSync(trusted, (await run("audit", "key")).out);
  expect(await run("audit", "verify", "--anchor", anchors(), "--public-key", trusted)).toEqual({
    code: 0,
    err: "",
    out: [
      "6 events in 2 streams",
      `held against ${anchors()}: up to anchor 2 of 1970-01-01T01:06:40.000Z, 0 events since`,
      "nothing was changed, lost, cut or reordered",
      "",
    ].join("\n"),
  });
});

it("without an anchor it is held against its own, and says what that is worth", async () => {
  const { code, out } = await run("audit", "verify");
  expect(code).toBe(0);
  expect(out).toContain("held against its own anchors: up to anchor 2 of");
  expect(out).toContain("its own anchors prove little");
  const file = path.join(folder, "audit.jsonl");
  writeFileSync(file, (await run("audit", "export")).out);
  expect((await run("audit", "verify", "-f", file)).out).toBe(
    "6 events in 2 streams\nnot held against any anchor: an end that was cut off could not be seen, nor a stream that is gone or was written anew (--anchor)\nwhat is there fits together\n",
  );
});

it("an end that was cut off is seen by the anchor", async () => {
  tamper("DELETE FROM events WHERE stream = 'rollout/autumn' AND seq = 3");
  for (const args of [[], ["--anchor", anchors()]]) {
    const { code, out } = await run("audit", "verify", ...args);
    expect(code).toBe(1);
    expect(out).toContain("1 wrong:\n  cut          the log ends after 5 events, and anchor 2 of");
  }
  tamper("DELETE FROM documents WHERE kind = 'Anchor'");
  expect(await run("audit", "verify")).toMatchObject({ code: 0 });
  expect(await run("audit", "verify", "--anchor", anchors())).toMatchObject({ code: 1 });
});

it.each([
  [
    "stream = 'rollout/winter'",
    "row 2 of the records is found as event 2 of rollout/winter, and is event 2 of rollout/spring",
  ],
  [
    "seq = 99",
    "row 2 of the records is found as event 99 of rollout/spring, and is event 2 of rollout/spring",
  ],
  ["hash = 'x'", "row 2 of the records is found as event 2 of"],
  ["json = '{'", "row 2 of the records is no event of fleetlift"],
  ["json = '{}'", "row 2 of the records is no event of fleetlift"],
])("what the server finds an event by is verified too: %s", async (change, words) => {
  tamper(`UPDATE events SET ${change} WHERE position = 2`);
  const { code, out } = await run("audit", "verify", "--anchor", anchors());
  expect(code).toBe(1);
  expect(out).toContain(words);
});

it("a file without anchors proves nothing, and that is not passed over", async () => {
  const file = path.join(folder, "empty.jsonl");
  for (const text of ["", "\n\n", '{"schemaVersion":1,"kin']) {
    writeFileSync(file, text);
    const { code, out } = await run("audit", "verify", "--anchor", file);
    expect(code).toBe(1);
    expect(out).toContain(`anchor       ${file} holds no anchor`);
  }
});

it("a last anchor counts without its line break, a torn one is told of, and so are newer ones that are not there", async () => {
  const text = readFileSync(anchors(), "utf8");
  const verify = async (anchored: string) => {
    writeFileSync(anchors(), anchored);
    return await run("audit", "verify", "--anchor", anchors());
  };
  expect(await verify(text.trimEnd())).toMatchObject({
    code: 0,
    out: expect.stringContaining("up to anchor 2 of"),
  });
  const torn = await verify(text.slice(0, -40));
  expect(torn.code).toBe(0);
  expect(torn.out).toContain(`the last line of ${anchors()} is torn, and was passed over`);
  expect(torn.out).toContain("up to anchor 1 of");
  expect(torn.out).toContain(
    "the records know of 1 newer: the file was cut, or they did not get there yet",
  );
});

it("a word that was changed is found", async () => {
  tamper(
    "UPDATE events SET json = replace(json, '\"goes\"', '\"went\"') WHERE stream = 'rollout/spring'",
  );
  const { code, out } = await run("audit", "verify", "--anchor", anchors());
  expect(code).toBe(1);
  expect(out).toContain("changed      event 2 of rollout/spring is not as it was written");
});

it("what is exported is verified the same way, and shows who, what and why", async () => {
  const all = (await run("audit", "export")).out;
  expect(all.split("\n")).toHaveLength(7);
  const file = path.join(folder, "audit.jsonl");
  writeFileSync(file, all);
  expect(await run("audit", "verify", "-f", file, "--anchor", anchors())).toMatchObject({
    code: 0,
  });
  const some = (await run("audit", "export", "--rollout", "autumn", "--since", "1970-01-01")).out;
  expect(some.split("\n").map((line) => (line === "" ? "" : JSON.parse(line).rollout))).toEqual([
    "autumn",
    "autumn",
    "autumn",
    "",
  ]);
  expect(JSON.parse(some.split("\n")[0] ?? "")).toMatchObject({ actor: "ana", reason: "starts" });
});

it("as JSON it is the same", async () => {
  const { out } = await run("audit", "verify", "--anchor", anchors(), "-o", "json");
  expect(JSON.parse(out)).toMatchObject({ events: 6, streams: 2, faults: [], sinceAnchor: 0 });
});

it.each([
  ["no records", ["audit", "verify", "--data-dir", "/nowhere-at-all"], "there are no records in"],
  ["no anchors", ["audit", "verify", "--anchor", "/nowhere"], "ENOENT"],
  ["no export", ["audit", "verify", "-f", "/nowhere"], "there is no file /nowhere"],
  ["an empty export", ["audit", "verify", "-f", "/dev/null"], "/dev/null is empty"],
  ["no day", ["audit", "export", "--since", "2026-02-30"], '"2026-02-30" is no time'],
  ["no time", ["audit", "export", "--since", "noon"], '"noon" is no time'],
])("%s are said in words", async (_, args, words) => {
  const terminal = testTerminal();
  const dir = args.includes("--data-dir") ? [] : ["--data-dir", folder];
  expect(await runCli([...args, ...dir], terminal, systemClock)).toBe(2);
  expect(terminal.written.err).toContain(words);
});

it("an export that was torn is said with its line", async () => {
  const file = path.join(folder, "torn.jsonl");
  writeFileSync(file, `${(await run("audit", "export")).out.slice(0, -40)}\n`);
  const { code, out } = await run("audit", "verify", "-f", file);
  expect(code).toBe(1);
  expect(out).toContain(`1 wrong:\n  changed      ${file}:6 is no event of fleetlift`);
});
