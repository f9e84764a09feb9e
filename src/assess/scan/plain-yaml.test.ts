import fc from "fast-check";
import { expect, it } from "vitest";
import { readPlainYaml } from "./plain-yaml.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { Tree } from "./tree.ts";

/** What both readers must agree on: all but how line breaks of block scalars fold and end. */
function shape(tree: Tree | undefined): unknown {
  if (tree === undefined) return undefined;
  if (tree.is === "map")
    return tree.pairs.map(({ key, keyAt, value }) => [key, keyAt, shape(value)]);
  if (tree.is === "list") return { list: tree.items.map(shape) };
  return tree.blockAt === undefined ? [tree.text, tree.isString] : "block";
}

const byLibrary = (text: string): unknown => {
  const read = readYamlTree(text);
  return "tree" in read ? shape(read.tree) : "broken";
};

/** What the plain reader says, if it says anything, is what the library says. */
function agree(text: string): void {
  const [kept, passed] = [readPlainYaml(text, true), readPlainYaml(text, false)];
  expect(passed === undefined ? undefined : Object.keys(passed)).toEqual(
    kept === undefined ? undefined : Object.keys(kept),
  );
  if (kept !== undefined)
    expect("tree" in kept ? shape(kept.tree) : "broken").toEqual(byLibrary(text));
}

it.each([
  "a: b\nc: 1\n",
  "# x\n\na: # y\n  b: c # z\n",
  "a:\n- b\n-  c: d\n   e: f\n- - g\n  - h\n-\n  i: j\n-\nk: l\n",
  "a: |\n  x\n   y\n\n  z\nb: >-\n  folded\n  text\nc: |\nd: e\n",
  "a: one\n  two\n\n  three\nb:\n  four\n  five\n",
  "a: 'it''s'\nb: \"x\\ty\\u00e4\"\n'c d': e\n\"f\": g\n",
  "a: \"one\n  two\n\n  three\"\nb: 'four\n  five'\n",
  "a: {}\nb: []\nc: {d: e, \"f\": 'g', h: [i, j, {k: l}], }\nd: [\n  x,\n  y\n  ]\n",
  "---\na: b\n",
  "--- # x\na: b",
  "a: http://x/y#z\nb: a:b\nc: -1\nd: - \ne: -x\n",
  "a: b\r\nc:\r\n- d\r\n",
  "a:\nb: ~\nc: null\nd: yes\ne: 0x1f\nf: 1e3\ng: .5\n",
  "a : b\nc d : e\n",
  "größe: ä\n日本: 語 🚀\n",
])("reads %j as the library does", (text) => {
  agree(text);
});

it.each([
  "a: b\nc: 1\n",
  "a:\n- b\n- c: d\n",
  "a: |\n  x: y\n\n  z\nb: c\n",
  "a: one\n  two\nb: 'x'\nc: [d, e]\n",
])("reads %j without the library", (text) => {
  expect(readPlainYaml(text, true)).toHaveProperty("tree");
});

it.each([
  "a: &b c\n",
  "a: *b\n",
  "a: !!str b\n",
  "? a\n: b\n",
  "a:\n\tb: c\n",
  "{a: b, a: c}\n",
  "a: [b\n",
  "a:\n  b: c\n d: e\n",
  "- a\nb: c\n",
  "<<: {a: b}\n",
  "a: \0\n",
  `${"[".repeat(300)}${"]".repeat(300)}\n`,
  `${"- ".repeat(300)}a\n`,
])("leaves %j to the library", (text) => {
  expect(readPlainYaml(text, false)).toBeUndefined();
  expect(readPlainYaml(text, true)).toBeUndefined();
});

it.each([
  ["a: b\na: c\n", 5],
  ["a: b: c\n", 4],
  ["a: b\n  c: d\n", 8],
  ['a: "b\n', 3],
  ["a: 'b' c\n", 7],
])("knows what is wrong with %j", (text, at) => {
  expect(readPlainYaml(text, true)).toMatchObject({ broken: { at } });
});

const line = fc
  .tuple(
    fc.constantFrom("", "  ", "    ", "      ", "- ", "  - ", "    - ", "\t"),
    fc.constantFrom(
      "a",
      "b: c",
      "d:",
      "e: |",
      "f: >-",
      "'g': h",
      '"i": "j',
      'k"',
      "l: [m, n",
      "o]",
      "p: {q: r}",
      "# s",
      "t: u # v",
      "w : x",
      "- y",
      "z:  ",
      "&a b",
      "*a",
      "? c",

      "",
      "e: '",
      "'",
      "1: 2",
      "- - f",
      "g: h:",
      "i:j",
      "{{ k }}",
      "l: #m",
      "n: o#p",
    ),
  )
  .map(([indent, content]) => indent + content);

it("whatever it accepts, the library reads the same", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const text = lines.join(end);
      agree(text);
    }),
    { numRuns: 5_000 },
  );
});
