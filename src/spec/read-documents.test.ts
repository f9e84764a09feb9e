import { expect, it } from "vitest";
import { checkTogether } from "./check-together.ts";
import { documentKinds } from "./document-kinds.ts";
import { readDocuments } from "./read-documents.ts";

const read = (text: string, file = "f.yaml") => readDocuments(text, file, documentKinds);

/** `line:column path message` of every problem; nothing when the text is read. */
function told(text: string): readonly string[] {
  const reading = read(text);
  if (reading.kind === "read") return [];
  return reading.problems.map(({ line, column, path, message }) =>
    [`${line}:${column}`, path, message].filter((word) => word !== "").join(" "),
  );
}

const API = "apiVersion: fleetlift.dev/v1alpha1";
const fleet = (clusters: string) =>
  `${API}\nkind: Fleet\nmetadata: { name: shop }\nspec:\n  clusters:\n${clusters}`;
const rollout = (lines: string) =>
  `${API}\nkind: Rollout\nmetadata: { name: r }\nspec:\n  fleet: shop\n  target: { kubernetes: "1.36" }\n  strategy: rolling\n${lines}`;
const STAGES = "  stages: [{ name: all, selector: {} }]\n";
const workflow = (step: string) =>
  `${API}\nkind: Workflow\nmetadata: { name: w }\nspec:\n  strategy: rolling\n  steps:\n    - id: a\n      uses: wait\n${step}`;

it("documents of several kinds are read from one file, empty ones are passed over", () => {
  const text = `---\n${fleet("    - { name: a, provider: { kind: world } }\n")}---\n---\n${rollout(STAGES)}`;
  const reading = read(text);
  expect(reading).toMatchObject({
    kind: "read",
    documents: [{ document: { kind: "Fleet" } }, { document: { kind: "Rollout" } }],
  });
});

it("JSON is read as well, tabs and all", () => {
  const text = JSON.stringify(
    {
      apiVersion: "fleetlift.dev/v1alpha1",
      kind: "Fleet",
      metadata: { name: "shop" },
      spec: { clusters: [{ name: "a", provider: { kind: "lab" } }] },
    },
    null,
    "\t",
  );
  expect(told(text)).toEqual([]);
});

it("references are read, and wrong values behind them are told where they are written", () => {
  const right = '    - { name: a, labels: &l { env: "1" }, provider: &p { kind: world } }\n';
  expect(told(fleet(`${right}    - { name: b, labels: *l, provider: *p }\n`))).toEqual([]);
  const wrong = "    - { name: a, labels: &l { env: 1 }, provider: { kind: world } }\n";
  const borrowed = "    - { name: b, labels: *l, provider: { kind: world } }\n";
  expect(told(fleet(`${wrong}${borrowed}`))).toEqual([
    expect.stringMatching(/^6:36 spec.clusters\[0\].labels.env /),
    expect.stringMatching(/^6:36 spec.clusters\[1\].labels.env /),
  ]);
});

it.each([
  ["      with: { x: &x [*x] }", "9:22 spec.steps[0].with.x[0] *x stands inside what it refers to"],
  ["      with: { x: *y }", "9:18 spec.steps[0].with.x nothing above is named &y"],
  ["      with: { ? [a] : 1 }", "9:17 spec.steps[0].with a field's name must be plain text"],
  [
    "      with: { __proto__: 1 }",
    "9:15 spec.steps[0].with.__proto__ not a name that can be used here",
  ],
  ["      with: { x: .inf }", "9:18 spec.steps[0].with.x .inf is not a number"],
  [
    `      with: { x: ${"[".repeat(60)}${"]".repeat(60)} }`,
    expect.stringContaining("nested more than 50 levels deep"),
  ],
  ["      with: { x: !!binary aGk= }", "9:18 a tag (!name) that is not read: leave it out"],
  ["      with: { x: 'a }", expect.stringContaining("not YAML: missing closing 'quote")],
])("what data cannot hold is refused: %s", (step, problem) => {
  expect(told(workflow(`${step}\n`))).toEqual([problem]);
});

it("a field that is left empty is pointed at by its name", () => {
  const named = "expected a name";
  expect(told(fleet("    - { name, provider: { kind: lab } }\n"))).toEqual([
    `6:9 spec.clusters[0].name empty: ${named}`,
  ]);
  expect(told(fleet("    - provider: { kind: lab }\n      name:\n"))).toEqual([
    `7:7 spec.clusters[0].name empty: ${named}`,
  ]);
});

it("what a later YAML or an earlier one would read differently is the same here", () => {
  const reading = read(
    `%YAML 1.1\n---\n${workflow("      with: { a: yes, b: 2020-01-01, c: -0, d }\n")}`,
  );
  expect(reading).toMatchObject({
    documents: [
      { written: { spec: { steps: [{ with: { a: "yes", b: "2020-01-01", c: 0, d: null } }] } } },
    ],
  });
});

it.each([
  ["- 1\n", ["1:1 a list: expected the fields apiVersion, kind"]],
  [
    `${API}\n`,
    [
      "1:1 kind missing: expected Fleet, Rollout, Messaging, Workflow, Snapshot, StrategyWeights or Prices",
    ],
  ],
  [
    `${API}\nkind: 1\n`,
    [
      "2:7 kind 1: expected Fleet, Rollout, Messaging, Workflow, Snapshot, StrategyWeights or Prices",
    ],
  ],
  ["hello\n", ['1:1 "hello": expected the fields apiVersion, kind']],
])("what is no document of ours is told: %j", (text, problems) => {
  expect(told(text)).toEqual(problems);
});

it("only documents that are YAML are looked into, and the others are told beside them", () => {
  expect(told(`${API}\n---\na: 'x\n`)).toEqual([
    "1:1 kind missing: expected Fleet, Rollout, Messaging, Workflow, Snapshot, StrategyWeights or Prices",
    expect.stringMatching(/^4:1 not YAML: missing closing 'quote/),
  ]);
});

it.each([
  [
    "    - { name: a, members: [{ name: b, current: false }], provider: { kind: lab } }\n",
    [
      "6:48 spec.clusters[0].members[0].current false: the only member of a cluster is the one that serves now. Leave it out.",
    ],
  ],
  [
    "    - { name: a }\n",
    [
      "6:7 spec.clusters[0].provider missing: expected a provider here, or for all in spec.defaults, like { kind: lab }",
    ],
  ],
  [
    "    - { name: a, providr: { kind: lab } }\n",
    ["6:18 spec.clusters[0].providr unknown field. Did you mean provider?"],
  ],
  [
    "    - { name: a, members: [{ name: b, current: true, provider: { kind: lab } }, { name: c }] }\n    - { name: d }\n",
    [
      "6:81 spec.clusters[0].members[1].provider missing: expected a provider here, or for all in spec.defaults, like { kind: lab }",
      "7:7 spec.clusters[1].provider missing: expected a provider here, or for all in spec.defaults, like { kind: lab }",
    ],
  ],
])("of a fleet it is told what its schema cannot say (%#)", (clusters, problems) => {
  expect(told(fleet(clusters))).toEqual(problems);
});

it.each([
  [`  nodes: { maxSurge: 0, maxUnavailable: 1 }\n${STAGES}`, []],
  [`  nodes: { maxSurge: 0 }\n${STAGES}`, []],
  [
    "  stages: [{ name: all, selector: { matchExpressions: [{ key: a, operator: DoesNotExist, values: [b] }, { key: c, operator: Exists }, { key: d, operator: NotIn, values: [e] }] } }]\n",
    [
      "8:90 spec.stages[0].selector.matchExpressions[0].values DoesNotExist takes no values. Leave them out, or use NotIn.",
    ],
  ],
])("of a rollout it is told what its schema cannot say (%#)", (lines, problems) => {
  expect(told(rollout(lines))).toEqual(problems);
});

it("what is missing below something of the wrong kind is told at that thing", () => {
  const clusters = fleet("    - { name: a }\n    - { name: b }\n");
  expect(told(clusters.replace("spec:\n", "spec:\n  defaults: world\n"))).toEqual([
    expect.stringMatching(/^5:3 spec.defaults.provider missing: /),
    '5:13 spec.defaults "world": expected the fields provider, labels, contacts, managedBy, windows',
  ]);
});

it("documents are held against each other", () => {
  const documents = [
    read(fleet("    - { name: a, provider: { kind: world } }\n"), "one.yaml"),
    read(fleet("    - { name: b, provider: { kind: world } }\n"), "two.yaml"),
    read(rollout(STAGES).replace("fleet: shop", "fleet: search"), "three.yaml"),
  ].flatMap((reading) => (reading.kind === "read" ? reading.documents : []));
  expect(checkTogether(documents)).toMatchObject([
    { file: "two.yaml", line: 3, message: '"shop": one.yaml:3 has a Fleet of this name already' },
    { file: "three.yaml", line: 5, message: '"search": there is no such fleet, expected shop' },
  ]);
  expect(checkTogether(documents.slice(1), ["search"])).toEqual([]);
  expect(checkTogether(documents.slice(2))).toEqual([]);
});
