import { expect, it } from "vitest";
import type { Json } from "../model/data.ts";
import {
  celFault,
  celFaultOf,
  compileCel,
  evaluateCel,
  toCel,
  toLazyCel,
  typeOfCel,
} from "./cel.ts";

const variables = {
  hops: [
    { component: "control-plane", number: 1, to: "1.35.4" },
    { component: "node-pool", number: 2, to: "1.35.4", share: 0.5 },
  ],
  nodes: { maxSurge: "25%", spare: null, on: true },
};

it.each<readonly [string, Json]>([
  ["hops[0].to", "1.35.4"],
  ["hops[0].number + 1", 2],
  ["hops[1].share * 2.0", 1],
  ["nodes.maxSurge == '25%'", true],
  ["nodes.spare", null],
  ["hops.filter(hop, hop.component == 'node-pool').map(hop, hop.number)", [2]],
  ["{'first': hops[0].number, 'on': nodes.on}", { first: 1, on: true }],
  ["size(hops)", 2],
  ["'a.matches(b)'", "a.matches(b)"],
])("%s gives %j", (expression, value) => {
  expect(evaluateCel(expression, variables)).toEqual({ value });
});

it.each([
  ["hops[0].nope", '"hops[0].nope", column 9: No such key: nope'],
  ["1 / 0", '"1 / 0", column 1: division by zero'],
  ["timestamp('2026-01-01T00:00:00Z')", NOT_JSON("timestamp('2026-01-01T00:00:00Z')")],
  ["[b'x']", NOT_JSON("[b'x']")],
  ["{'a': 1.0 / 0.0}", NOT_JSON("{'a': 1.0 / 0.0}")],
  ["9007199254740993", NOT_JSON("9007199254740993")],
])("%s fails when it is evaluated", (expression, fault) => {
  expect(celFault(expression, Object.keys(variables))).toBeUndefined();
  expect(evaluateCel(expression, variables)).toMatchObject({ fault });
});

function NOT_JSON(expression: string): string {
  return `"${expression}" gives what a step cannot be told: only text, numbers, true, false, null, lists and maps`;
}

it.each([
  ["hops[", '"hops[", column 6: Unexpected token: EOF'],
  ["hop.to", '"hop.to", column 1: Unknown variable: hop'],
  ["1 + 'a'", "\"1 + 'a'\", column 1: no such overload: int + string"],
])("%s can never be evaluated", (expression, fault) => {
  expect(celFault(expression, ["hops"])).toBe(fault);
  expect(evaluateCel(expression, { hops: [] })).toMatchObject({ fault });
});

it.each([
  "'a'.matches('^(a+)+$')",
  "hops.all(hop, hop.to.matches('x'))",
  "matches('a', 'b')",
  "{'a': [true ? 'x'.matches('y') : false]}",
])("%s is refused: a pattern can take for ever", (expression) => {
  expect(celFault(expression, ["hops"])).toContain("matches() is not to be had");
});

it("an error that is not the library's is told all the same", () => {
  expect(celFaultOf("x", new Error("stack overflow"))).toEqual({
    fault: '"x": Error: stack overflow',
  });
});

it.each<readonly [string, Json]>([
  ["semver('v1.7.20').isLessThan(semver('2'))", true],
  ["semver('2.4.7').isLessThan(semver('2.4.7'))", false],
  ["semver('1.10.0').isGreaterThan(semver('1.9.9'))", true],
  ["semver('1.9.3-eksbuild.15').compareTo(semver('1.9.3'))", 0],
  ["semver('1.25').compareTo(semver('1.24.17'))", 1],
  ["[semver('1.2.3').major(), semver('1.2.3').minor(), semver('1.2.3').patch()]", [1, 2, 3]],
  ["hops.filter(hop, semver(hop.to).isLessThan(semver('1.36'))).map(hop, hop.number)", [1, 2]],
])("versions: %s gives %j", (expression, value) => {
  expect(evaluateCel(expression, variables)).toEqual({ value });
});

it("a text without a number is no version", () => {
  expect(evaluateCel("semver('latest').major()", {})).toEqual({
    fault: expect.stringContaining('"latest" is no version'),
  });
});

it("an expression is compiled once and evaluated often, and says which fields it reads", () => {
  const program = compileCel(
    "has(facts.nodes) && size(facts.nodes.filter(n, n.facts == facts.other)) == 0",
    ["facts"],
  );
  if ("fault" in program) throw new Error(program.fault);
  expect(program.run({ facts: toCel({ nodes: [] }) })).toEqual({ value: true });
  expect(program.run({ facts: toCel({}) })).toEqual({ value: false });
  expect(program.fieldsOf("facts")).toEqual(["nodes", "other"]);
  expect(program.fieldsOf("cluster")).toEqual([]);
  expect(compileCel("facts[", ["facts"])).toHaveProperty("fault");
});

it.each([
  "data.list.map(each, each.number + 1) == [2, 3] && data.list[0].deep.share == 0.5",
  "has(data.list) && !has(data.nothing) && 'on' in data && data.on && data.none == null",
  "data == {'list': data.list, 'on': true, 'none': null} && size(data.list) == 2",
])("values that are made when they are asked for are the same: %s", (expression) => {
  const data = {
    list: [{ number: 1, deep: { share: 0.5 } }, Object.freeze({ number: 2, deep: [1] })],
    on: true,
    none: null,
  };
  const program = compileCel(expression, ["data"]);
  if ("fault" in program) throw new Error(program.fault);
  expect(program.run({ data: toLazyCel(data) })).toEqual({ value: true });
  expect(program.run({ data: toCel(data) })).toEqual({ value: true });
});

it.each<readonly [string, Json]>([
  ["has(steps['hop-1'].outputs.worst)", true],
  ["has(steps['hop-1'].outputs.none)", false],
  ["has(items[0].outputs.worst) && !has(items[0].none)", true],
  [
    "items.filter(each, has(each.outputs)).map(each, has(items[0].outputs.none) ? 'yes' : 'no')",
    ["no"],
  ],
])("a field can be asked for behind brackets too: %s", (expression, value) => {
  const step = { outputs: { worst: "shop-api" } };
  const given = { steps: { "hop-1": step }, items: [step] };
  expect(evaluateCel(expression, given)).toEqual({ value });
  const types = { names: { steps: "dyn", items: "list<dyn>" } };
  expect(typeOfCel(expression, types)).not.toHaveProperty("fault");
});

it("what is wrong beside such a question is told, with no column of another text", () => {
  const expression = "(((has(items[0].a)))) && items[0].b > 1";
  expect(evaluateCel(expression, { items: [{ a: 1 }] })).toEqual({
    fault: `"${expression}": No such key: b`,
  });
  const types = { names: { items: "list<dyn>", name: "string" } };
  expect(typeOfCel("has(items[0].a) && name + 1 > 1", types)).toEqual({
    fault: '"has(items[0].a) && name + 1 > 1": no such overload: string + int',
  });
});

it("what is no field cannot be asked for", () => {
  expect(evaluateCel("has(items[0])", { items: [1] })).toEqual({
    fault: '"has(items[0])", column 5: has() invalid argument',
    at: 4,
  });
});

it("an expression of several lines is shown on one, with its line; a long one in part", () => {
  expect(evaluateCel("1 > 0 &&\n  nope\n", {})).toEqual({
    fault: '"1 > 0 && nope", line 2, column 3: Unknown variable: nope',
    at: 11,
  });
  const long = `nope + "${"x".repeat(200)}"`;
  expect(celFault(long, [])).toBe(`"${long.slice(0, 160)} …", column 1: Unknown variable: nope`);
});

it("what an expression gives of such values is plain again", () => {
  const program = compileCel("data.list.filter(each, each.number > 1)", ["data"]);
  if ("fault" in program) throw new Error(program.fault);
  const data = toLazyCel({ list: [{ number: 1 }, { number: 2, names: ["a"] }] });
  expect(program.run({ data })).toEqual({ value: [{ number: 2, names: ["a"] }] });
});
