import { expect, it } from "vitest";
import { readStream } from "./yaml-source.ts";

const placed = (text: string, value: string): readonly [string, number, number] => {
  const [source] = readStream(text, "f.yaml").sources;
  if (source === undefined) throw new Error("it is YAML");
  const within = value.indexOf("nope");
  const { line, column } = source.problem({ path: ["if"], on: "value", message: "", within });
  return [text.split(/\r?\n/)[line - 1]?.slice(column - 1) ?? "", line, column];
};

it.each([
  ["plain", "a: 1\nif: a && nope > 1 # why\n", "a && nope > 1", ["nope > 1 # why", 2, 10]],
  ["plain, over two lines", "if: a\n  && nope\n", "a && nope", ["nope", 2, 6]],
  ["single quotes", "if: 'a == ''b'' && nope'\n", "a == 'b' && nope", ["nope'", 1, 20]],
  ["double quotes", 'if: "a && nope"\n', "a && nope", ['nope"', 1, 11]],
  ["escapes", 'if: "\\u0061 && nope"\n', "a && nope", ['"\\u0061 && nope"', 1, 5]],
  ["a block", "if: |-\n    a\n\n    && nope\n", "a\n\n&& nope", ["nope", 4, 8]],
  ["a folded block", "if: > # why\n  a\n  && nope\n", "a && nope\n", ["nope", 3, 6]],
  ["a block with CRLF", "if: |\r\n  a\r\n  && nope\r\n", "a\n&& nope\n", ["nope", 3, 6]],
  ["an anchor", "if: &x a && nope\n", "a && nope", ["nope", 1, 13]],
  [
    "signs of two units",
    `if: "'😀' + nope"
`,
    "'😀' + nope",
    ['nope"', 1, 13],
  ],
] as const)("a letter is found where it stands in the file: %s", (_, text, value, place) => {
  expect(placed(text, value)).toEqual(place);
});

it("the end of a text stands behind it, and another's text is not looked into", () => {
  const [source] = readStream("if: ab\nother: &o cd\nthird: *o\n", "f.yaml").sources;
  const place = (path: string, within: number) => {
    const found = source?.problem({ path: [path], on: "value", message: "", within });
    return [found?.line, found?.column];
  };
  expect(place("if", 2)).toEqual([1, 7]);
  expect(place("third", 1)).toEqual([3, 8]);
});
