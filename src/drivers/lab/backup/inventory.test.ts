import { expect, it } from "vitest";
import { countOf, differencesOf, type Inventory } from "./inventory.ts";

const pods = {
  path: "/api/v1/pods",
  count: 2,
  names: "ab",
  sample: { "shop/a": "1", "shop/b": "2" },
};
const maps = { path: "/api/v1/configmaps", count: 1, names: "c", sample: { "shop/c": "3" } };
const source: Inventory = {
  revision: 7,
  resources: { "/pods": pods, "/configmaps": maps },
  notListed: ["metrics.k8s.io: another server has them"],
};

const other = (change: Inventory["resources"]): Inventory => ({
  ...source,
  resources: { ...source.resources, ...change },
});

it("what is the same has no difference, and is counted", () => {
  expect(differencesOf(source, other({}))).toEqual([]);
  expect(countOf(source)).toEqual({ resources: 2, objects: 3, sampled: 3 });
});

it.each([
  ["an object that is missing", { "/pods": { ...pods, count: 1 } }, "/pods: 1 of 2 objects"],
  [
    "an object of another name",
    { "/pods": { ...pods, names: "ac" } },
    "/pods: 2 objects of other names",
  ],
  [
    "an object that says something else",
    { "/pods": { ...pods, sample: { "shop/a": "1", "shop/b": "9" } } },
    "/pods shop/b: is not as it was",
  ],
  [
    "a sampled object that is not there",
    { "/pods": { ...pods, sample: { "shop/a": "1" } } },
    "/pods shop/b: is not as it was",
  ],
])("%s is found and named", (_what, change, words) => {
  expect(differencesOf(source, other(change))).toEqual([words]);
});

it("a resource that is missing altogether is found, whatever comes beside it", () => {
  const { "/pods": _pods, ...rest } = source.resources;
  expect(differencesOf(source, { ...source, resources: { ...rest, "/nodes": pods } })).toEqual([
    "/pods: not there",
  ]);
});
