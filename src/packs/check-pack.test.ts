import { expect, it } from "vitest";
import { openScriptTools } from "../actions/scripted/script-tools.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { checkPack } from "./check-pack.ts";
import { headText, packFile, packFrom, type FixtureHead } from "./pack.fixture.ts";
import { packOf, type Pack } from "./read-pack.ts";

const tools = openScriptTools("test");

const workflow = (name: string, steps: string, strategy = "") => `apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata: { name: ${name} }
spec:
  ${strategy === "" ? "" : `strategy: ${strategy}`}
  steps: ${steps}
`;

const action = (
  name: string,
  run: string,
  touches = "nothing",
) => `apiVersion: fleetlift.dev/v1alpha1
kind: Action
metadata: { name: ${name} }
spec:
  title: Act
  touches: [${touches}]
  undo: { kind: nothing-to-undo }
  typical: { low: 1s, high: 2s }
  run: ${run}
`;

function problems(
  texts: Readonly<Record<string, string>>,
  head: FixtureHead = {},
  others: readonly Pack[] = [],
): readonly string[] {
  return checkPack(packFrom(texts, head), others, tools).map(
    ({ file, line, path, message }) => `${file}:${line} ${path}: ${message}`,
  );
}

it.each(bundledPacks())("nothing is wrong with pack $name, which comes with fleetlift", (pack) => {
  expect(checkPack(pack, [], tools)).toEqual([]);
});

it("a workflow may use what the pack has, what fleetlift has, and its own workflows by their names alone", () => {
  const texts = {
    "actions/look/action.yaml": action("look", '{ command: { argv: ["true"] } }'),
    "workflows/all.yaml": workflow(
      "all",
      "[{ id: a, uses: care/look }, { id: b, uses: wait, with: { forMs: 1 } }, { id: c, workflow: part }]",
    ),
    "workflows/part.yaml": workflow("part", "[{ id: a, uses: care/look }]"),
  };
  expect(problems(texts)).toEqual([]);
});

it("an action that the pack does not have is told at its line, with the one that was meant", () => {
  const texts = {
    "actions/look/action.yaml": action("look", '{ command: { argv: ["true"] } }'),
    "workflows/w.yaml": workflow("w", "\n    - id: a\n      uses: care/lok"),
  };
  expect(problems(texts)).toEqual([
    'care/workflows/w.yaml:8 spec.steps[0].uses: unknown action "care/lok". Did you mean care/look?',
  ]);
});

it("what it requires must be there, in those versions", () => {
  const requires = '{ fleetlift: ">=99", packs: { rolling: "^2.0.0", nobody: "*" } }';
  const said = problems({}, { requires }).join("\n");
  expect(said).toContain('spec.requires.fleetlift: ">=99": this is fleetlift');
  expect(said).toContain('spec.requires.packs.rolling: "^2.0.0": there is 1.0.0.');
  expect(said).toContain('spec.requires.packs.nobody: "*": there is no such pack.');
  expect(problems({}, { requires: '{ fleetlift: ">=0.0.1", packs: { rolling: 1.x } }' })).toEqual(
    [],
  );
});

it("what it uses of another pack must be told under requires", () => {
  const other = packFrom(
    { "actions/act/action.yaml": action("act", '{ command: { argv: ["true"] } }') },
    { name: "other" },
  );
  const texts = { "workflows/w.yaml": workflow("w", "[{ id: a, uses: other/act }]") };
  expect(problems(texts, {}, [other])).toEqual([
    "care/pack.yaml:4 spec: its workflows use pack other, which stands not under requires.packs: write the versions that it works with",
  ]);
  expect(problems(texts, { requires: "{ packs: { other: 1.x } }" }, [other])).toEqual([]);
});

it("programs that the pack does not have, or that may not be executed, are found", () => {
  const files = [
    packFile("pack.yaml", headText()),
    packFile("actions/a/action.yaml", action("a", "{ script: { argv: [./actions/a/rnu.sh] } }")),
    packFile("actions/a/run.sh", "#!/bin/sh\n"),
    packFile(
      "actions/b/action.yaml",
      action("b", "{ command: { argv: [actions/a/run.sh, /etc/hosts, -x] } }"),
    ),
    packFile(
      "actions/c/action.yaml",
      action(
        "c",
        "{ command: { argv: [sh, actions/a/run.sh], check: [test, -e, actions/none] } }",
        "pods",
      ),
    ),
    packFile("actions/d/action.yaml", action("d", "{ module: { file: actions/d/d.ts } }")),
    packFile("actions/e/action.yaml", action("e", "{ http: { method: GET, url: 'http://x/' } }")),
  ];
  const found = checkPack(packOf(files, "/nowhere", "care"), [], tools);
  expect(found.map(({ path, message }) => `${path}: ${message}`).toSorted()).toEqual([
    'spec.run.command.argv[0]: "actions/a/run.sh" may not be executed: chmod +x actions/a/run.sh',
    'spec.run.command.check[2]: "actions/none": the pack has no such file. Places are those from the pack\'s folder.',
    'spec.run.module.file: "actions/d/d.ts": the pack has no such file. Places are those from the pack\'s folder.',
    'spec.run.script.argv[0]: "./actions/a/rnu.sh": the pack has no such file. Did you mean actions/a/run.sh?',
  ]);
});

it("a check of an action that only looks is never asked, and is refused", () => {
  const texts = {
    "actions/a/action.yaml": action("a", '{ command: { argv: ["true"], check: ["true"] } }'),
  };
  expect(() => packFrom(texts)).toThrow("a check is never asked");
});

it("two packs cannot both have the workflow of a strategy; one alone stands in place of the bundled", () => {
  const mine = {
    "workflows/w.yaml": workflow("w", "[{ id: a, uses: wait, with: { forMs: 1 } }]", "rolling"),
  };
  const other = packFrom(mine, { name: "other" });
  expect(problems(mine)).toEqual([]);
  expect(problems(mine, {}, [other])).toEqual([
    'care/workflows/w.yaml:5 spec.strategy: "rolling": pack other 1.0.0 has a workflow of this strategy already',
  ]);
});
