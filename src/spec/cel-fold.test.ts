import { expect, it } from "vitest";
import { foldCel } from "./cel-fold.ts";
import { known, nameOf } from "./cel-tree.ts";

const variables = { hop: { to: "1.35.4", number: 2, share: 0.5 }, many: [1, 2], item: "x" };

it.each([
  ["hop.number + 1", 3],
  ["hop.to == '1.36' && steps.a.status == 'done'", false],
  ["steps.a.status == 'done' && hop.to == '1.36'", false],
  ["hop.number == 2 || steps.a.status == 'done'", true],
  ["steps.a.status == 'done' || many == [1, 2]", true],
  ["has(hop.pool) && hop.pool == 'a' && steps.a.status == 'done'", false],
  ["hop.number == 2 ? 'a' : steps.a.status", "a"],
  ["many.map(item, item + hop.number)", [3, 4]],
])("%s is known: %j", (expression, value) => {
  expect(foldCel(expression, variables)).toEqual({ kind: "value", value });
});

it.each([
  ["steps.a.status == 'done'", 'steps.a.status == "done"'],
  ["steps.a.status == 'done' && hop.number == 2", 'steps.a.status == "done"'],
  ["hop.number == 2 && (steps.a.ok || steps.b.ok)", "steps.a.ok || steps.b.ok"],
  ["hop.number == 3 || !(steps.a.ok && steps.b.ok)", "!(steps.a.ok && steps.b.ok)"],
  ["hop.number == 3 ? 'a' : steps.a.status", "steps.a.status"],
  ["steps.a.ok ? hop.to : 'none'", 'steps.a.ok ? "1.35.4" : "none"'],
  ["steps.a.n - (steps.b.n - hop.number)", "steps.a.n - (steps.b.n - 2)"],
  ["steps.a.n * hop.share > -1.0 / 3.0", "(steps.a.n * 0.5) > ((-1.0) / 3.0)"],
  ["-steps.a.n < 1.0", "(-steps.a.n) < 1.0"],
  ["steps.a.n + 1 + hop.number", "steps.a.n + 1 + 2"],
  ["steps.a.list.exists(item, item == hop.to)", 'steps.a.list.exists(item, item == "1.35.4")'],
  ["many.exists(i, i == steps.a.n)", "[1, 2].exists(i, i == steps.a.n)"],
  ["steps[hop.to].status", 'steps["1.35.4"].status'],
  [
    "has(steps.a.outputs.x) && size(steps.a.list) > 0",
    "has(steps.a.outputs.x) && (size(steps.a.list) > 0)",
  ],
  [
    "[steps.a.n, hop.number] == [1] || {'a': steps.a.n}.a == 1",
    '([steps.a.n, 2] == [1]) || ({"a": steps.a.n}.a == 1)',
  ],
  ["b'x' == steps.a.raw && 1u == steps.a.u", '(b"x" == steps.a.raw) && (1u == steps.a.u)'],
  [
    "steps.a.x == hop && steps.a.y == null && true == steps.a.z",
    '(steps.a.x == {"to": "1.35.4", "number": 2, "share": 0.5}) && (steps.a.y == null) && (true == steps.a.z)',
  ],
])("%s is known in part: %s", (expression, rest) => {
  expect(foldCel(expression, variables)).toMatchObject({ kind: "rest", expression: rest });
});

it.each(["steps.a.ok || hop.nope == 1", "steps.a[", "'a'.matches('b') && steps.a.ok"])(
  "%s has a fault that is seen at once",
  (expression) => {
    expect(foldCel(expression, variables)).toMatchObject({ kind: "fault" });
  },
);

it("what is put in the place of a name counts as known", () => {
  const replace = (node: Parameters<typeof nameOf>[0]) =>
    nameOf(node) === "steps" ? known({ a: { status: "skipped" } }) : undefined;
  expect(foldCel("steps.a.status == 'done' || later", variables, replace)).toMatchObject({
    kind: "rest",
    expression: "later",
  });
});
