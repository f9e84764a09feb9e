import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { actionSpecSchema } from "../../model/action-spec.ts";
import { runBounded } from "../../platform/bounded-process.ts";
import { lookOnce, makeAction, makeFolder, program } from "./scripted.fixture.ts";

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = (text: string, spec: object = {}) => {
  const name = `script-${crypto.randomUUID()}`;
  program(folder, name, text);
  return makeAction({ folder, run: { script: { argv: [`./${name}`] } }, spec });
};

const answers = (json: string): string => `#!/bin/sh\ncat >/dev/null\ncat <<'END'\n${json}\nEND\n`;

const python = `#!/usr/bin/env python3
import json, os, sys
asked = json.load(sys.stdin)
marker = os.path.join(os.getcwd(), "marker-" + asked["inputs"]["name"])
if asked["phase"] == "act":
    open(marker, "a").write(asked["deed"]["do"]["write"])
    print(json.dumps({}))
elif asked["mode"] == "putBack":
    print(json.dumps({"outcome": {"kind": "done", "summary": "put back"}}))
elif os.path.exists(marker):
    print(json.dumps({"outcome": {"kind": "done", "summary": "there", "outputs": {"at": asked["context"]["memo"]}}}))
else:
    print(json.dumps({
        "outcome": {"kind": "requeue", "afterMs": 5000, "progress": "writing"},
        "memo": {"tries": 1},
        "deeds": [{"say": "write the marker", "do": {"write": "x"}}],
    }))
`;

it("a script decides, its deeds are told and then done, and the next look finds them done", async () => {
  const action = script(python, { putBack: true });
  const first = await lookOnce(action, { name: "a" });
  expect(first).toEqual({
    outcome: { kind: "requeue", afterMs: 5_000, progress: "writing" },
    memo: { tries: 1 },
    intended: ["write the marker"],
  });
  expect(readFileSync(path.join(folder, "marker-a"), "utf8")).toBe("x");
  const second = await lookOnce(action, { name: "a" }, { memo: first.memo });
  expect(second.outcome).toEqual({
    kind: "done",
    summary: "there",
    outputs: { at: { tries: 1 } },
  });
});

it("what it says is one line of signs that stand for themselves, and no longer than one reads", async () => {
  const summary = `\u001b[31mwell\u0007\n${"long ".repeat(200)}`;
  const text = answers(JSON.stringify({ outcome: { kind: "done", summary } }));
  const { outcome } = await lookOnce(script(text), { name: "c" });
  const said = outcome.kind === "done" ? outcome.summary : "";
  expect(said).toMatch(/^\\u001b\[31mwell\\u0007\\nlong .* …$/);
  expect(said.length).toBeLessThan(450);
});

it("an interpreter leaves nothing beside what it read", async () => {
  program(folder, "words.py", "SAID = 'read'\n");
  const asking = `import json, words\nprint(json.dumps({"outcome": {"kind": "done", "summary": words.SAID}}))\n`;
  program(folder, "asking.py", asking);
  const action = makeAction({ folder, run: { script: { argv: ["python3", "asking.py"] } } });
  const { outcome } = await lookOnce(action, { name: "d" });
  expect(outcome).toEqual({ kind: "done", summary: "read" });
  expect(existsSync(path.join(folder, "__pycache__"))).toBe(false);
});

it("a last look does nothing any more, and says what there was still to do", async () => {
  const { outcome } = await lookOnce(script(python), { name: "b" }, { mode: "last" });
  expect(outcome).toMatchObject({ kind: "requeue", progress: "still to do: write the marker" });
  expect(existsSync(path.join(folder, "marker-b"))).toBe(false);
});

it("it puts back when its action says that it can, and is not asked otherwise", async () => {
  const asked = await lookOnce(
    script(python, { putBack: true }),
    { name: "c" },
    { mode: "putBack" },
  );
  expect(asked.outcome).toEqual({ kind: "done", summary: "put back" });
  const not = await lookOnce(script("#!/bin/sh\nexit 1\n"), { name: "c" }, { mode: "putBack" });
  expect(not.outcome).toEqual({
    kind: "done",
    summary: "nothing to put back: the action says that it holds nothing",
  });
});

it("it is told who asks, and where the cluster is only when the action needs it", async () => {
  const echo = `#!/usr/bin/env python3
import json, sys
asked = json.load(sys.stdin)
print(json.dumps({"outcome": {"kind": "done", "summary": "", "outputs": asked}}))
`;
  const { outcome } = await lookOnce(script(echo, { needsMember: true }), { name: "d" });
  expect(outcome).toMatchObject({
    outputs: {
      protocol: 1,
      phase: "decide",
      mode: "look",
      action: "care/act",
      inputs: { name: "d" },
      context: { rollout: "rollout", cluster: "shop-1", step: "step-1", attempt: 1, memo: null },
      member: {
        name: "shop-1",
        identity: "uid-1",
        access: { kubeconfig: "/etc/fleet/kubeconfig" },
      },
    },
  });
  const without = await lookOnce(script(echo), {});
  expect(without.outcome).toMatchObject({ outputs: { member: null } });
});

it("a deed may say how it went, in place of the decision", async () => {
  const text = `#!/usr/bin/env python3
import json, sys
asked = json.load(sys.stdin)
if asked["phase"] == "act":
    print(json.dumps({"outcome": {"kind": "failed", "class": "transient", "why": "locked"}}))
else:
    print(json.dumps({"outcome": {"kind": "done", "summary": "done"}, "deeds": [{"say": "lock"}]}))
`;
  expect((await lookOnce(script(text), {})).outcome).toEqual({
    kind: "failed",
    class: "transient",
    why: "locked",
  });
});

const WRONG = [
  [
    "exit code 75",
    "#!/bin/sh\necho busy >&2; exit 75\n",
    "transient",
    "it ended with exit code 75: busy",
  ],
  [
    "another exit code",
    "#!/bin/sh\necho one >&2; echo two >&2; exit 2\n",
    "terminal",
    "it ended with exit code 2: two",
  ],
  ["a signal", "#!/bin/sh\nkill -SEGV $$\n", "transient", "signal SIGSEGV ended it"],
  ["nothing", "#!/bin/sh\n", "terminal", "it answered nothing: expected one JSON value on stdout"],
  [
    "words",
    "#!/bin/sh\necho all is well\n",
    "terminal",
    "it answered something that is not one JSON value: all is well",
  ],
  [
    "another form",
    answers('{"outcome":{"kind":"fine"}}'),
    "terminal",
    "its answer is not of the protocol: outcome: kind: ",
  ],
  [
    "a field too many",
    answers('{"outcome":{"kind":"done","summary":""},"extra":1}'),
    "terminal",
    'Unrecognized key: "extra"',
  ],
  [
    "again at once",
    answers('{"outcome":{"kind":"requeue","afterMs":0,"progress":""}}'),
    "terminal",
    "outcome: afterMs: Too small: expected number to be >=1000",
  ],
  [
    "a memo that is too large",
    answers(`{"outcome":{"kind":"done","summary":""},"memo":"${"m".repeat(3_000)}"}`),
    "terminal",
    "memo: expected at most 2 KiB as JSON",
  ],
  ["a flood", "#!/bin/sh\nyes\n", "terminal", "it wrote more than 256 KiB and was ended"],
  ["no interpreter", "#!/no/such/interpreter\n", "terminal", "its program cannot be started"],
];

describe("what a script does wrong is a failed look in words", () => {
  it.each(WRONG)("%s", async (_, text, kind, words) => {
    const { outcome, intended } = await lookOnce(script(text), {});
    expect(outcome).toMatchObject({
      kind: "failed",
      class: kind,
      why: expect.stringContaining(words),
    });
    expect(intended).toEqual([]);
  });

  it("hanging", async () => {
    const action = script("#!/bin/sh\necho waiting for the lock >&2; sleep 600\n", {
      timeLimit: "300ms",
    });
    expect((await lookOnce(action, {})).outcome).toEqual({
      kind: "failed",
      class: "transient",
      why: "it gave no answer within 0.3 s and was ended; it said: waiting for the lock",
    });
  });

  it("a server that ends", async () => {
    const ended = AbortSignal.abort();
    const action = makeAction({
      folder,
      run: { script: { argv: ["true"] } },
      tools: { run: (run) => runBounded({ ...run, owner: "x", signal: ended }) },
    });
    expect((await lookOnce(action, {})).outcome).toMatchObject({
      class: "transient",
      why: "it was ended because fleetlift ends",
    });
  });
});

it("it sees the variables that it declares, and what it says of them is taken out", async () => {
  const leaky = `#!/bin/sh
printf '{"outcome":{"kind":"done","summary":"token %s"}}' "$DNS_TOKEN"
`;
  const env = (name: string) => (name === "DNS_TOKEN" ? "s3cret-token" : undefined);
  const make = (names: readonly string[]) =>
    makeAction({
      folder,
      run: { script: { argv: ["sh", program(folder, "leaky", leaky)] } },
      spec: { env: names },
      tools: { env },
    });
  expect((await lookOnce(make(["DNS_TOKEN"]), {})).outcome).toEqual({
    kind: "done",
    summary: "token [DNS_TOKEN]",
  });
  expect((await lookOnce(make(["OTHER"]), {})).outcome).toMatchObject({
    class: "terminal",
    why: expect.stringContaining("the variable OTHER, which it declares, is not set"),
  });
});

it("inputs that its JSON Schema does not take are refused, and what it fills in is filled in", async () => {
  const echo = `#!/usr/bin/env python3
import json, sys
print(json.dumps({"outcome": {"kind": "done", "summary": json.load(sys.stdin)["inputs"]["zone"]}}))
`;
  const action = script(echo, {
    inputs: { type: "object", properties: { zone: { type: "string", default: "a" } } },
  });
  expect((await lookOnce(action, {})).outcome).toEqual({ kind: "done", summary: "a" });
  expect((await lookOnce(action, { zoen: "b" })).outcome).toMatchObject({
    kind: "failed",
    why: expect.stringContaining('Unrecognized key: "zoen"'),
  });
  expect(actionSpecSchema.parse(structuredClone(action.spec))).toEqual(action.spec);
});

describe("a module", () => {
  const source = `import { existsSync, writeFileSync } from "node:fs";
interface Inputs { readonly name: string }
console.log("noise on stdout");
const at = (name: string): string => "module-" + name;
export default {
  observe: async (_member: null, { name }: Inputs) => existsSync(at(name)),
  decide: (there: boolean, { name }: Inputs) =>
    there
      ? { outcome: { kind: "done", summary: name + " is there" } }
      : {
          outcome: { kind: "requeue", afterMs: 1_000, progress: "making it" },
          deeds: [{ name }],
        },
  say: (deed: Inputs) => "make " + deed.name,
  act: async (_member: null, deed: Inputs) => void writeFileSync(at(deed.name), ""),
};
setInterval(() => {}, 1_000);
`;

  it("has the functions of an action, in TypeScript, and runs in a process of its own", async () => {
    mkdirSync(path.join(folder, "actions"), { recursive: true });
    program(folder, "actions/make.ts", source);
    const action = makeAction({ folder, run: { module: { file: "actions/make.ts" } } });
    const first = await lookOnce(action, { name: "z" });
    expect(first.outcome).toMatchObject({ kind: "requeue", progress: "making it" });
    expect(first.intended).toEqual(["make z"]);
    expect((await lookOnce(action, { name: "z" })).outcome).toEqual({
      kind: "done",
      summary: "z is there",
    });
  });

  it.each([
    ["that ends the process", "process.exit(3)", "exit code 3"],
    ["that throws", "throw new Error('broken')", "exit code 1: broken"],
    ["that exports no action", "export const decied = 1", "exports no function decide"],
  ])("%s fails its own look only", async (_, text, words) => {
    const file = program(folder, `module-${crypto.randomUUID()}.mjs`, text);
    const action = makeAction({ folder, run: { module: { file } } });
    expect((await lookOnce(action, {})).outcome).toMatchObject({
      kind: "failed",
      class: "terminal",
      why: expect.stringContaining(words),
    });
  });
});
