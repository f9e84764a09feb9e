import fc from "fast-check";
import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import { apiTable } from "./api-table.ts";
import { objectsIn } from "./objects-in.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import { scanText, type ScanInput } from "./scan-text.ts";
import { splitDocuments } from "./split-documents.ts";

const target = { target: "1.36" };

function scan(text: string, origin: ScanInput["origin"] = "manifest"): readonly string[] {
  const { findings, unread } = scanText({ file: "f", text, origin }, knowledge, target);
  return [
    ...findings.map((found) => {
      const { line, certainty, problem, apiVersion, kind, namespace, name } = found;
      return `${line}: ${certainty} ${problem} ${apiVersion} ${kind} ${namespace}/${name}`;
    }),
    ...unread.map(({ line, reason }) => `${line}: unread: ${reason}`),
  ];
}

it("says what is removed, since when, what replaces it, what changes, and where that is written", () => {
  const text = "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata:\n  name: web\n";
  const { findings, objects } = scanText(
    { file: "f", text, origin: "manifest" },
    knowledge,
    target,
  );
  expect(objects).toBe(1);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    problem: "removed",
    deprecatedIn: "1.19",
    removedIn: "1.22",
    replacement: "networking.k8s.io/v1 Ingress",
    replacementSince: "1.19",
    record: "apis/networking.k8s.io/v1beta1/Ingress",
    url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
  });
  expect(findings[0]?.changes).toContain("pathType");
});

it("keeps apart what cannot be mended before a hop, as its replacement is not served yet", () => {
  const text = "apiVersion: batch/v1beta1\nkind: CronJob\n";
  const at = (current: string) =>
    scanText({ file: "f", text, origin: "manifest" }, knowledge, { target: "1.25", current })
      .findings;
  expect(at("1.20")).toMatchObject([
    {
      problem: "replacement-not-served",
      replacement: "batch/v1 CronJob",
      replacementSince: "1.21",
    },
  ]);
  expect(at("1.21")).toMatchObject([{ problem: "removed" }]);
});

it("names the replacement that the target serves, not one that is gone there too", () => {
  const text = "apiVersion: flowcontrol.apiserver.k8s.io/v1beta1\nkind: FlowSchema\n";
  const { findings } = scanText({ file: "f", text, origin: "manifest" }, knowledge, target);
  expect(findings).toMatchObject([{ replacement: "flowcontrol.apiserver.k8s.io/v1 FlowSchema" }]);
});

it("an API of an add-on is removed when every version that works with the target is without it", () => {
  const text = "apiVersion: cert-manager.io/v1beta1\nkind: Issuer\n";
  const problems = (at: string, addons?: Readonly<Record<string, string>>) =>
    scanText({ file: "f", text, origin: "manifest" }, knowledge, {
      target: at,
      addons,
    }).findings.map(({ problem }) => problem);
  expect(problems("1.36")).toEqual(["removed"]);
  expect(problems("1.22")).toEqual(["deprecated"]);
  expect(problems("1.22", { "cert-manager": "1.6.1" })).toEqual(["removed"]);
  expect(problems("1.22", { "cert-manager": "1.3" })).toEqual([]);
});

it.each([
  [
    "a neighbour that is broken",
    "a: [\n---\napiVersion: batch/v1beta1\nkind: CronJob\n",
    ["3: certain removed batch/v1beta1 CronJob /"],
  ],
  [
    "a broken object",
    "apiVersion: v1\nkind: Pod\nx: [\n",
    ["4: unread: the indentation does not fit, or a bracket before this place is not closed"],
  ],
  ["something broken that is no object", "x: [\n", []],
  [
    "a text in a ConfigMap",
    "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: |\n    apiVersion: batch/v1beta1\n    kind: CronJob\n",
    [],
  ],
  [
    "a NUL character",
    "a: b\nc: \0\n",
    ["2: unread: a NUL character: it is binary, or text of another encoding"],
  ],
  [
    "an unknown kind of a version that is gone",
    "apiVersion: extensions/v1beta1\nkind: Foo\n",
    ["1: certain removed extensions/v1beta1 Foo /"],
  ],
  [
    "an unknown kind of a version that is not gone",
    "apiVersion: resource.k8s.io/v1beta1\nkind: Foo\n",
    [],
  ],
  [
    "the same object twice",
    "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n---\napiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n",
    ["1: certain removed batch/v1beta1 CronJob /a"],
  ],
  ["a list whose items circle", "&l\nkind: List\napiVersion: v1\nitems:\n- *l\n", []],
  [
    "JSON with a broken value before a good one",
    '{"apiVersion":"v1","kind":\n{"apiVersion":"batch/v1beta1","kind":"CronJob"}',
    [
      "2: certain removed batch/v1beta1 CronJob /",
      "1: unread: not YAML: flow map must end with a }",
    ],
  ],
])("of %s it says what it should", (_, text, expected) => {
  expect(scan(text)).toEqual(expected);
});

it("counts the objects of documents that it only reads through", () => {
  const objects = (text: string) =>
    scanText({ file: "f", text, origin: "manifest" }, knowledge, target).objects;
  expect(objects("apiVersion: v1\nkind: Pod\n---\nkind: Service\napiVersion: v1\n")).toBe(2);
  expect(objects("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n")).toBe(1);
  expect(objects('{"apiVersion": "v1", "kind": "Pod"}')).toBe(1);
  expect(objects("a: b\n---\nkind: x\n")).toBe(0);
});

const pieces = fc.constantFrom(
  "apiVersion",
  '"apiVersion"',
  '"\\u0061piVersion"',
  "? apiVersion\n",
  ": ",
  " : ",
  ":\n  ",
  "batch/v1beta1",
  '"batch/v1beta1"',
  "'batch/v1beta1'",
  '"batch\\x2fv1beta1"',
  ">-\n  batch/v1beta1",
  "&v ",
  "*v",
  "!!str ",
  "\n",
  "kind: CronJob",
  "kind: CronJob\n",
  "{",
  "}",
  ", ",
  "# ",
  "- ",
  "<<: *b\n",
  "b: &b\n  ",
  "x: &v batch/v1beta1\n",
  "x: &k apiVersion\n",
  "*k : ",
  "---\n",
);

it("the cheap pass hides nothing: what a whole parse finds, it finds", () => {
  const table = apiTable(knowledge, target);
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
      const text = parts.join("");
      const { findings, unread } = scanText(
        { file: "f", text, origin: "manifest" },
        knowledge,
        target,
      );
      for (const document of splitDocuments(text)) {
        const read = readYamlTree(document.text);
        const objects = "tree" in read ? objectsIn(read.tree).objects : [];
        for (const { apiVersion, kind } of objects) {
          if (table.fault(apiVersion, kind) === undefined) continue;
          expect(findings.length + unread.length).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 5_000 },
  );
});

it("never throws, and says only lines that there are", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((all) => all.join("")),
  );
  const origins = fc.constantFrom<ScanInput["origin"][]>("manifest", "template", "rendered");
  fc.assert(
    fc.property(texts, origins, (text, origin) => {
      const { findings, unread } = scanText({ file: "f", text, origin }, knowledge, target);
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { line } of [...findings, ...unread]) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines);
      }
    }),
    { numRuns: 3_000 },
  );
});

it("files that were joined keep their byte-order marks, which hide nothing", () => {
  const text = `\uFEFFapiVersion: batch/v1beta1\nkind: CronJob\n---\n\uFEFFapiVersion: batch/v1beta1\nkind: CronJob\n`;
  expect(scan(text)).toEqual([
    "1: certain removed batch/v1beta1 CronJob /",
    "4: certain removed batch/v1beta1 CronJob /",
  ]);
});

it("what is one text where an object is expected is not read", () => {
  const text = '// generated\n{"apiVersion":"batch/v1beta1","kind":"CronJob"}\n';
  expect(scan(text)).toEqual(["1: unread: all of it is one text, and no object"]);
  expect(scan("// generated\nby hand\n")).toEqual([]);
});

it("a list without entries holds no object, however that is written", () => {
  expect(scan("apiVersion: batch/v1beta1\nkind: CronJobList\nitems:\n")).toEqual([]);
  expect(scan('{"apiVersion":"batch/v1beta1","kind":"CronJobList","items":null}')).toEqual([]);
});

it("finds the few kinds of a stable version that are deprecated, and says nothing of the others", () => {
  expect(scan("apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\n")).toEqual([
    "1: certain deprecated v1 Endpoints /web",
  ]);
  expect(scan('apiVersion: v1\nkind: "\\x45ndpoints"\nmetadata: {name: web}\n')).toEqual([
    "1: certain deprecated v1 Endpoints /web",
  ]);
  expect(scan("apiVersion: v1\nkind: EndpointsList\nitems: [{metadata: {name: a}}]\n")).toEqual([
    "3: certain deprecated v1 Endpoints /a",
  ]);
  expect(scan("apiVersion: v1\nname: web\nabout: Endpoints\n")).toEqual([]);
  expect(scan("apiVersion: v1\nkind: Service\nmetadata: {name: Endpoints}\n")).toEqual([]);
});
