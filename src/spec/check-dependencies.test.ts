import { expect, it } from "vitest";
import type { Json } from "../model/data.ts";
import { checkDependencies } from "./check-dependencies.ts";
import { formatPath } from "./problem.ts";

it.each<[string, readonly Json[], readonly string[]]>([
  ["in order", [{ name: "a" }, { name: "b", dependsOn: ["a"] }], []],
  [
    "a cluster that there is not",
    [{ name: "shop-db" }, { name: "b", dependsOn: ["shop-bd"] }],
    [
      'clusters[1].dependsOn[0] "shop-bd": the fleet has no cluster of this name. Did you mean shop-db?',
    ],
  ],
  [
    "one that is like no other",
    [{ name: "b", dependsOn: ["else"] }],
    ['clusters[0].dependsOn[0] "else": the fleet has no cluster of this name'],
  ],
  [
    "itself",
    [{ name: "a", dependsOn: ["a"] }],
    ["clusters[0].dependsOn a: a cluster cannot depend on itself"],
  ],
  [
    "a circle",
    [{ name: "x" }, { name: "a", dependsOn: ["b"] }, { name: "b", dependsOn: ["a"] }],
    ["clusters[1].dependsOn in a circle, so that none of them could ever start: a > b > a"],
  ],
  ["what is no name is the schema's to tell", [{ name: 7, dependsOn: [7] }, "no cluster"], []],
])("what clusters depend on: %s", (_, clusters, words) => {
  const complaints = checkDependencies(clusters, ["clusters"]);
  expect(complaints.map(({ path, message }) => `${formatPath(path)} ${message}`)).toEqual(words);
});
