import { expect, it } from "vitest";
import type { Json } from "../../model/data.ts";
import { foldCel } from "../../spec/cel-fold.ts";
import { asExpression, fill, fillTitle, templateFaults } from "./template.ts";

const variables = { hop: { to: "1.35.4", number: 2, pools: ["a"] }, on: true };

const resolve = (expression: string) => foldCel(expression, variables);

it.each<readonly [string, Json, Json]>([
  ["text without an expression stays", "plain }} {{", "plain }} {{"],
  ["no text stays", "", ""],
  ["a whole expression keeps its type", "${{ hop.number }}", 2],
  ["also a list", "${{hop.pools}}", ["a"]],
  [
    "inside text it is rendered",
    "to ${{ hop.to }}, hop ${{ hop.number }}: ${{ on }}",
    "to 1.35.4, hop 2: true",
  ],
  ["two expressions make a text", "${{ hop.number }}${{ hop.number }}", "22"],
  ["braces in quotes close nothing", "${{ '}}' + \"}}\" }}", "}}}}"],
  ["a quote may be escaped", "${{ 'it\\'s }}' }}", "it's }}"],
  ["maps may stand in maps", "${{ {'a': {'b': 1}} }}", { a: { b: 1 } }],
  ["lists and maps are filled throughout", { a: ["${{ on }}", 1, null] }, { a: [true, 1, null] }],
])("%s", (_, template, value) => {
  expect(fill(template, variables, [])).toEqual({ value, complaints: [] });
  expect(templateFaults(template, Object.keys(variables), [])).toEqual([]);
});

it.each<readonly [string, Json, readonly (readonly [string, string])[]]>([
  ["an unknown name", "${{ nope }}", [["with", '"nope", column 1: Unknown variable: nope']]],
  [
    "every fault of a map is told, with its place",
    { a: ["x ${{ nope }}"], b: "${{ 1", c: 1 },
    [
      ["with.a.0", '"nope", column 1: Unknown variable: nope'],
      ["with.b", "${{ is not closed: expected }} after the expression"],
    ],
  ],
  [
    "a single brace closes nothing",
    "${{ on } }",
    [["with", "${{ is not closed: expected }} after the expression"]],
  ],
])("wrong whatever the values are: %s", (_, template, expected) => {
  const inWords = (complaints: ReturnType<typeof templateFaults>): unknown =>
    complaints.map(({ path, message }) => [path.join("."), message]);
  expect(inWords(templateFaults(template, Object.keys(variables), ["with"]))).toEqual(expected);
  expect(inWords(fill(template, variables, ["with"]).complaints)).toEqual(expected);
});

it("a list has no place inside text", () => {
  expect(fill("pools ${{ hop.pools }}", variables, ["with"]).complaints).toMatchObject([
    { message: '"hop.pools" stands inside text and gives no text, number, true or false' },
  ]);
});

it("a text whose expressions are known only later becomes one expression", () => {
  expect(asExpression("${{ steps.a }}")).toBe("steps.a");
  expect(asExpression("a ${{ steps.a }} b")).toBe('"a " + string(steps.a) + " b"');
  expect(asExpression("${{ not closed")).toBe("");
});

it("a title is text even when it is one expression", () => {
  expect(fillTitle("${{ hop.number }}", resolve, ["title"])).toEqual({
    value: "2",
    complaints: [],
    later: [],
  });
  expect(fillTitle("${{ hop", resolve, ["title"]).complaints).toHaveLength(1);
});
