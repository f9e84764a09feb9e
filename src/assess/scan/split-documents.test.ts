import fc from "fast-check";
import { expect, it } from "vitest";
import { splitDocuments } from "./split-documents.ts";

const split = (text: string) => [...splitDocuments(text)].map((each) => [each.line, each.text]);

it.each([
  ["a: b", [[1, "a: b"]]],
  [
    "a\n---\nb\n",
    [
      [1, "a\n"],
      [2, "---\nb\n"],
    ],
  ],
  [
    "---\na\n--- # c\nb\n",
    [
      [1, "---\na\n"],
      [3, "--- # c\nb\n"],
    ],
  ],
  [
    "a\n...\nb\n",
    [
      [1, "a\n"],
      [3, "b\n"],
    ],
  ],
  [
    "a\n...\n---\nb\n",
    [
      [1, "a\n"],
      [3, "---\nb\n"],
    ],
  ],
  ["%YAML 1.2\n# x\n---\na\n", [[1, "%YAML 1.2\n# x\n---\na\n"]]],
  [
    "a\r\n---\r\nb\r\n",
    [
      [1, "a\r\n"],
      [2, "---\r\nb\r\n"],
    ],
  ],
  ["a: |\n  ---\n---x: y\n", [[1, "a: |\n  ---\n---x: y\n"]]],
  ["\n\n", []],
])("cuts %j at its markers", (text, expected) => {
  expect(split(text)).toEqual(expected);
});

it("loses nothing but markers that end a document, and counts its lines right", () => {
  const line = fc.constantFrom("---", "...", "--- a", "a: b", "  x", "", "%Y", "# c", "----");
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join("\n");
      const all = text.split("\n");
      for (const document of splitDocuments(text)) {
        const own = document.text.replace(/\n$/, "").split("\n");
        expect(all.slice(document.line - 1, document.line - 1 + own.length)).toEqual(own);
      }
    }),
  );
});
