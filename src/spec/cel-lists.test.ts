import { expect, it } from "vitest";
import { compileCel } from "./cel.ts";
import type { Deciding, ListRead } from "./cel-lists.ts";

function deciding(expression: string): Deciding | undefined {
  const program = compileCel(expression, ["facts", "cluster"]);
  if ("fault" in program) throw new Error(program.fault);
  return program.listsOf("facts");
}

it.each<readonly [string, string, readonly ListRead[]]>([
  ["no list", "1 + 1 == 2", []],
  [
    "what a filter leaves, and what is made of it",
    "facts.nodes.filter(n, n.os == 'a' || has(n.cgroup)).map(n, n.name)",
    [{ list: "nodes", fields: ["os", "cgroup"] }],
  ],
  [
    "whether some or all items are such",
    "facts.nodes.exists(n, n.os == 'a') && !facts.nodes.all(m, size(m.zone) > 1) ? [] : dyn(null)",
    [{ list: "nodes", fields: ["os", "zone"] }],
  ],
  ["whether an item is there", "'a' in facts.drivers", [{ list: "drivers", fields: undefined }]],
  [
    "an item that is asked as it is",
    "facts.drivers.exists(d, d.startsWith('a'))",
    [{ list: "drivers", fields: undefined }],
  ],
  [
    "lists within an item, and lists that are written",
    "facts.workloads.filter(w, w.images.exists(i, ['a', 'b'].exists(o, i.contains(o))))",
    [{ list: "workloads", fields: ["images"] }],
  ],
  [
    "a list asked for each item of another",
    "facts.nodes.all(n, facts.addons.exists(a, a.zone == n.zone))",
    [
      { list: "nodes", fields: ["zone"] },
      { list: "addons", fields: ["zone"] },
    ],
  ],
])("lists decide alone: %s", (_, expression, lists) => {
  expect(deciding(expression)?.lists).toEqual(lists);
});

it.each([
  ["how many there are", "size(facts.nodes) > 3"],
  ["how many are left", "size(facts.nodes.filter(n, n.os == 'a')) > 3"],
  ["that there is exactly one", "facts.nodes.exists_one(n, n.os == 'a')"],
  ["which is the first", "facts.nodes[0].os == 'a'"],
  ["the names of all", "facts.nodes.map(n, n.name)"],
  ["something else of the cluster", "cluster.name == 'a' && 'a' in facts.drivers"],
  ["something else for each item", "facts.nodes.exists(n, n.os == cluster.name)"],
  ["all facts", "facts == facts"],
  ["lists by a name that is made up", "'a' in facts['dri' + 'vers']"],
  ["the whole list, behind another name", "[facts.nodes].exists(l, size(l) > 2)"],
  ["a variable that hides the lists", "[1].exists(facts, facts == 1) && 'a' in facts.drivers"],
  ["a filter within a condition", "facts.nodes.filter(n, n.os == 'a') == [] ? true : false"],
])("lists do not decide alone: %s", (_, expression) => {
  expect(deciding(expression)).toBeUndefined();
});

it.each([
  [true, "facts.nodes.filter(n, n.os == 'a')"],
  [true, "facts.nodes.filter(n, n.os == 'a').map(n, n.name)"],
  [false, "facts.nodes.exists(n, n.os == 'a')"],
  [false, "1 == 1 ? facts.nodes.filter(n, n.os == 'a') : []"],
  // Whether one node is found hangs on the others.
  [false, "facts.nodes.filter(n, facts.nodes.all(m, m.os == n.os))"],
  [false, "facts.nodes.filter(n, facts.addons.exists(a, a.os == n.os))"],
])("it is only a filter of one list: %s for %s", (isFilter, expression) => {
  expect(deciding(expression)?.isFilter).toBe(isFilter);
});
