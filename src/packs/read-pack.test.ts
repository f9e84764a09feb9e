import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bundledFolder, bundledPacks, packFoldersIn } from "./bundled-packs.ts";
import { checkedFiles, MOST_BYTES, MOST_FILES } from "./pack-files.ts";
import { packHash } from "./pack-hash.ts";
import { headText, packFile, packFrom } from "./pack.fixture.ts";
import { readPack } from "./read-pack.ts";

const temporary = mkdtempSync(path.join(tmpdir(), "fl-packs-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function folder(name: string, texts: Readonly<Record<string, string>>): string {
  const root = path.join(temporary, name);
  for (const [at, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(root, at)), { recursive: true });
    writeFileSync(path.join(root, at), text);
  }
  return root;
}

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(temporary, "TMP") : String(error);
  }
  throw new Error("it was not refused");
}

const action = `apiVersion: fleetlift.dev/v1alpha1
kind: Action
metadata: { name: look }
spec:
  title: Look
  touches: [nothing]
  typical: { low: 1s, high: 2s }
  run: { command: { argv: ["true"] } }
`;

it("the packs that come with fleetlift can be read, and their names are their own", () => {
  const names = bundledPacks().map(({ name }) => name);
  expect(names).toContain("rolling");
  expect(new Set(names).size).toBe(names.length);
  expect(packFoldersIn(bundledFolder)).toHaveLength(names.length);
});

describe("the hash", () => {
  const files = [packFile("pack.yaml", headText()), packFile("bin/a", "a")];

  it("is the same whatever the order of the files", () => {
    expect(packHash(files.toReversed())).toBe(packHash(files));
  });

  it.each([
    ["a byte", [packFile("pack.yaml", headText()), packFile("bin/a", "b")]],
    ["a name", [packFile("pack.yaml", headText()), packFile("bin/b", "a")]],
    ["the right to be executed", [packFile("pack.yaml", headText()), packFile("bin/a", "a", true)]],
    ["one file more", [...files, packFile("z", "")]],
  ])("is another one when %s changes", (_, changed) => {
    expect(packHash(changed)).not.toBe(packHash(files));
  });

  it("is that of the folder's files, wherever the folder is, .git left out", () => {
    const one = folder("here", { "pack.yaml": headText(), "bin/run": "#!/bin/sh\n" });
    const before = readPack(one).hash;
    const two = path.join(temporary, "there");
    cpSync(one, two, { recursive: true });
    folder("there", { ".git/HEAD": "ref: refs/heads/main\n" });
    expect(readPack(two).hash).toBe(before);
    chmodSync(path.join(two, "bin/run"), 0o755);
    expect(readPack(two).hash).not.toBe(before);
  });
});

it("a link, and a name that another machine cannot have, are refused", () => {
  const root = folder("links", { "pack.yaml": headText(), "a name": "x", Read: "", read: "" });
  symlinkSync("/etc/passwd", path.join(root, "outside"));
  symlinkSync("/nowhere/at/all", path.join(root, "dangling"));
  const said = refusalOf(() => readPack(root));
  expect(said).toContain("TMP/links/outside:1:1");
  expect(said).toContain("a link to /etc/passwd: a pack holds files only");
  expect(said).toContain("a link that leads nowhere");
  expect(said).toContain("a name:1:1");
  expect(said).toContain("differs only in case");
});

it.each(["../evil", "/etc/evil", "a/../../evil", "a//b", "./a", ""])(
  "the name %j from an archive is refused",
  (name) => {
    expect(refusalOf(() => checkedFiles([packFile(name, "")], "x.tgz"))).toContain(
      "it leads out of the pack's folder",
    );
  },
);

it("too many files, too much of them, and one twice are refused", () => {
  const many = Array.from({ length: MOST_FILES + 1 }, (_, index) => packFile(`f${index}`, ""));
  expect(refusalOf(() => checkedFiles(many, "x"))).toContain("more than 2000 files");
  const large = { path: "f", content: Buffer.alloc(MOST_BYTES + 1), executable: false };
  expect(refusalOf(() => checkedFiles([large], "x"))).toContain("more than 32 MiB");
  const twice = [packFile("f", ""), packFile("f", "")];
  expect(refusalOf(() => checkedFiles(twice, "x"))).toContain("it is there twice");
});

it("a folder without pack.yaml is no pack", () => {
  expect(refusalOf(() => readPack(folder("none", { "README.md": "" })))).toContain(
    "TMP/none/pack.yaml:1:1  missing: this file says what the pack is",
  );
});

it("everything that is wrong in any file is told at once, at its line", () => {
  const said = refusalOf(() =>
    packFrom({
      "pack.yaml": headText({ requires: "{ fleetlift: soon, packs: { other: '1.x' } }" }),
      "workflow/a.yaml": "",
      "workflows/a.yaml": "kind: Workflow\n",
      "actions/look/action.yaml": action.replace("{ name: look }", "{ name: lok }"),
      "actions/both/action.yaml": action
        .replace("name: look", "name: both")
        .replace("[nothing]", "[pods]")
        .replace(
          "run: {",
          "timeLimit: 2m\n  env: [LD_PRELOAD]\n  putBack: true\n  inputs: { type: object, propertees: {} }\n  run: { http: { method: GET, url: '${{ inputt.x }}', body: 1, answers: [{ if: 'respons', outcome: done }] },",
        ),
      "checks/c.yaml": `apiVersion: fleetlift.dev/v1alpha1
kind: Check
metadata: { name: c }
spec: { level: Blocks, when: "size(fact.nodes) > 0", why: w, help: h }
`,
    }),
  );
  const lines = said.split("\n").map((line) => line.replaceAll(/ {2,}/g, "  "));
  for (const part of [
    'care/pack.yaml:4:48  spec.requires.fleetlift  "soon": expected a range of versions',
    "care/workflow:1:1  unknown folder. Did you mean workflows?",
    "care/workflows/a.yaml:1:1  metadata",
    'metadata.name  "lok": expected look, the name of its folder',
    "spec.run  expected one of http, command, script or module, found http and command",
    '"propertees" is no word of JSON Schema that is checked here',
    "spec.undo  missing: it touches something",
    '"2m": a look takes at most 30s',
    '"LD_PRELOAD" is not handed to packs',
    "only a script or a module can put back",
    "Unknown variable: inputt",
    "GET takes no body",
    "Unknown variable: respons",
    "Unknown variable: fact",
  ]) {
    expect(
      lines.filter((line) => line.includes(part)),
      `${part}\n${said}`,
    ).toHaveLength(1);
  }
});

it("names that two have, and an action of two documents, are refused", () => {
  const workflow = `apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata: { name: w }
spec: { strategy: rolling, steps: [{ id: soak, uses: wait, with: { forMs: 1 } }] }
`;
  const said = refusalOf(() =>
    packFrom({
      "workflows/a.yaml": workflow,
      "workflows/b.yaml": workflow,
      "actions/look/action.yaml": `${action}---\n${action}`,
    }),
  );
  expect(said).toContain('"w": care/workflows/a.yaml:3 has a Workflow of this name already');
  expect(said).toContain("expected one document, found 2");
});
