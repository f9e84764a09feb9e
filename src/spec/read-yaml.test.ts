import { expect, it } from "vitest";
import * as z from "zod";
import { readYaml } from "./read-yaml.ts";

/** `line:column path message` of every problem; nothing when the text is read. */
function told(text: string, schema: z.ZodType): readonly string[] {
  const reading = readYaml(text, "f.yaml", schema);
  if (reading.kind === "read") return [];
  return reading.problems.map(({ line, column, path, message }) =>
    [`${line}:${column}`, path, message].filter((word) => word !== "").join(" "),
  );
}

it("one document of one schema is read, and is kept as it was written", () => {
  const schema = z.strictObject({ a: z.string().transform((text) => text.length) });
  expect(readYaml("a: four\n", "f.yaml", schema)).toMatchObject({
    kind: "read",
    document: { a: 4 },
    written: { a: "four" },
  });
});

it.each([
  ["", ["1:1 nothing in it: expected a document"]],
  ["a: 1\n---\na: 2\n", ["3:1 a second document: expected one in this file"]],
  [
    "a: x\n---\na: 2\n",
    ['1:4 a "x": expected a number', "3:1 a second document: expected one in this file"],
  ],
  ["a: [", ["1:5 the indentation does not fit, or a bracket before this place is not closed"]],
])("%j is refused", (text, problems) => {
  expect(told(text, z.strictObject({ a: z.number() }))).toEqual(problems);
});

it.each([
  [z.number().min(2), "1", "1: expected a number of at least 2"],
  [z.number().gt(2), "2", "2: expected a number of more than 2"],
  [z.number().max(2), "3", "3: expected a number of at most 2"],
  [z.number().lt(2), "2", "2: expected a number of less than 2"],
  [z.int(), "1.5", "1.5: expected a whole number"],
  [z.string().min(1), '""', '"": expected some text'],
  [z.string().min(3), "ab", '"ab": expected at least 3 letters'],
  [z.array(z.int()).min(1), "[]", "an empty list: expected at least 1 entry"],
  [z.array(z.int()).max(2), "[1, 2, 3]", "a list: expected at most 2 entries"],
  [z.array(z.int()), "1", '1: expected a list. Write a list: put "- " before it.'],
  [
    z.array(z.strictObject({ b: z.int() })),
    "{ b: 1 }",
    'fields (b): expected a list. Write a list: put "- " before it.',
  ],
  [z.int(), "[1]", 'a list: expected a whole number. Write it without the "- ".'],
  [z.int(), "[1, 2]", "a list: expected a whole number"],
  [z.int(), "{}", "no fields: expected a whole number"],
  [z.int(), "null", "empty: expected a whole number"],
  [z.boolean(), "yes", '"yes": expected true or false. Write true.'],
  [z.boolean(), "Off", '"Off": expected true or false. Write false.'],
  [z.boolean(), '"true"', '"true": expected true or false. Write true, without the quotes.'],
  [z.boolean(), "1", "1: expected true or false"],
  [z.strictObject({}), "1", "1: expected fields"],
  [z.literal("x"), "true", "true: expected x"],
  [z.string(), "0x1F", '0x1F without quotes is the number 31: expected text. Write "0x1F".'],
  [z.string(), "false", 'false without quotes is no text: expected text. Write "false".'],
  [z.date(), "x", '"x": expected date'],
  [
    z.string().regex(/^b$/),
    "x".repeat(80),
    `"${"x".repeat(59)}…: Invalid string: must match pattern /^b$/`,
  ],
  [z.int(), '"12"', '"12": expected a whole number. Write 12, without the quotes.'],
])("what is allowed is told (%#)", (schema, value, message) => {
  expect(told(`a: ${value}\n`, z.strictObject({ a: schema }))).toEqual([
    expect.stringMatching(/^1:\d+ a /),
  ]);
  expect(told(`a: ${value}\n`, z.strictObject({ a: schema }))[0]?.replace(/^1:\d+ a /, "")).toBe(
    message,
  );
});

const either = z.union([
  z.strictObject({ a: z.int(), b: z.int() }),
  z.strictObject({ a: z.int(), c: z.array(z.strictObject({ d: z.int() })) }),
]);

it.each([
  ["{ a: 1 }", ["1:1 b missing: expected a whole number"]],
  ["{ a: 1, c: x }", ['1:12 c "x": expected a list']],
  [
    "{ a: 1, c: [{ e: 1 }] }",
    ["1:13 c[0].d missing: expected a whole number", "1:15 c[0].e unknown field. Known here: d."],
  ],
  ["1", ["1:1 1: expected the fields a, b"]],
])("of a union the branch that was meant is spoken of: %s", (text, problems) => {
  expect(told(text, either)).toEqual(problems);
});

const places = z.strictObject({
  top: z.strictObject({
    size: z.int().default(1),
    inner: z.strictObject({ depth: z.int() }).optional(),
  }),
  list: z.array(z.strictObject({ width: z.int() })).optional(),
  names: z.record(z.string().regex(/^[a-z]+$/, "expected small letters"), z.int()).optional(),
});

it.each([
  ["top: { depth: 1 }", "1:8 top.depth unknown field. It belongs in top.inner."],
  [
    "top: { inner: { depth: 1, size: 1 } }",
    "1:27 top.inner.size unknown field. It belongs in top.",
  ],
  ["top: { widht: 1 }", "1:8 top.widht unknown field. Did you mean width, in list[]?"],
  ["top: {}\nsize: 1", "2:1 size unknown field. It belongs in top."],
  ["top: { names: 1 }", "1:8 top.names unknown field. It belongs in the top level."],
  ["top: { colour: 1 }", "1:8 top.colour unknown field. Known here: size or inner."],
  ["top: { constructor: 1 }", "1:8 top.constructor unknown field. Known here: size or inner."],
  ["top: {}\nnames: { A: 1 }", '2:10 names.A "A": expected small letters'],
  ["top: {}\nnames: { a: x }", '2:13 names.a "x": expected a whole number'],
])("a field in the wrong place is sent to the right one: %j", (text, problem) => {
  expect(told(text, places)).toEqual([problem]);
});
