import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { lookOnce, makeAction, makeFolder } from "./scripted.fixture.ts";

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sh = (script: string): readonly string[] => ["sh", "-c", script];
const command = (run: object, spec: object = {}) =>
  makeAction({ folder, run: { command: run }, spec });

it("exit code 0 is done, with the last line as the summary, and the run is told before", async () => {
  const { outcome, intended } = await lookOnce(
    command({ argv: ["echo", "renewed ${{ inputs.name }}"] }),
    { name: "web; rm -rf /" },
  );
  expect(outcome).toEqual({ kind: "done", summary: "renewed web; rm -rf /" });
  expect(intended).toEqual(['run echo "renewed web; rm -rf /"']);
});

it.each([
  [
    "75 is transient",
    sh("echo busy >&2; exit 75"),
    { kind: "failed", class: "transient" },
    "exit code 75: busy",
  ],
  [
    "others are terminal",
    sh("echo no; exit 4"),
    { kind: "failed", class: "terminal" },
    "exit code 4: no",
  ],
  [
    "9 is what exits says",
    sh("echo not yet; exit 9"),
    { kind: "requeue", afterMs: 5_000 },
    "not yet",
  ],
  ["8 is what exits says", sh("exit 8"), { kind: "waiting", afterMs: 5_000 }, "exit code 8"],
  ["7 is what exits says", sh("exit 7"), { kind: "done" }, "ran sh -c"],
])("of exit codes, %s", async (_, argv, expected, words) => {
  const exits = { "9": "requeue", "8": "waiting", "7": "done" };
  const { outcome } = await lookOnce(command({ argv, exits, every: "5s" }), {});
  expect(outcome).toMatchObject(expected);
  expect(JSON.stringify(outcome)).toContain(words);
});

it("what touches nothing is run as a look, and tells nothing", async () => {
  const action = command({ argv: sh("echo looked") }, { touches: ["nothing"] });
  expect(await lookOnce(action, {})).toMatchObject({
    outcome: { kind: "done", summary: "looked" },
    intended: [],
  });
  // Even a last look may look.
  expect((await lookOnce(action, {}, { mode: "last" })).outcome.kind).toBe("done");
});

it("a check says when there is nothing left to do", async () => {
  const file = path.join(folder, "done");
  const action = command({ argv: sh(`echo x >> ${file}`), check: ["test", "-e", file] });
  expect((await lookOnce(action, {})).outcome.kind).toBe("done");
  expect((await lookOnce(action, {})).outcome).toEqual({
    kind: "done",
    summary: `test -e ${file} says that it is so already: nothing was run`,
  });
  expect(readFileSync(file, "utf8")).toBe("x\n");
});

it("a last look runs nothing, and putting back has nothing to do", async () => {
  const file = path.join(folder, "last");
  const action = command({ argv: ["touch", file] });
  expect((await lookOnce(action, {}, { mode: "last" })).outcome.kind).toBe("requeue");
  expect((await lookOnce(action, {}, { mode: "putBack" })).outcome.kind).toBe("done");
  expect(existsSync(file)).toBe(false);
});

it("an argument that cannot be filled in fails before anything is run", async () => {
  const action = command({ argv: ["echo", "${{ inputs.nothing.there }}"] });
  expect((await lookOnce(action, {})).outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("inputs.nothing.there"),
  });
});
