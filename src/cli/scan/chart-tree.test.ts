import { expect, it } from "vitest";
import { chartTree } from "./chart-tree.ts";
import type { Values } from "./chart-values.ts";

function tree(files: Readonly<Record<string, string>>, values: Values = {}) {
  const listed = Object.entries(files).map(([path, text]) => ({ path, text }));
  return chartTree({ root: "shop", files: listed, unread: [] }, values);
}

const redis = {
  "charts/redis-1.0.0.tgz/Chart.yaml": "name: redis\n",
  "charts/redis-1.0.0.tgz/values.yaml": "size: 1\n",
  "charts/redis-1.0.0.tgz/templates/a.yaml": "",
};
const depends = (more: string): string => `name: shop\ndependencies:\n- {name: redis${more}}\n`;

it("sorts a chart's files: templates, CRDs, and not the notes", () => {
  const { charts, unread } = tree({
    "Chart.yaml": "name: shop\n",
    "templates/NOTES.txt": "",
    "templates/_lib.tpl": "",
    "templates/deep/a.yaml": "",
    "crds/c.yaml": "",
    "crds/README.md": "",
  });
  expect(unread).toEqual([]);
  expect(charts).toMatchObject([{ prefix: "", told: [""], isLibrary: false, values: {} }]);
  expect(charts[0]?.templates.map(({ path }) => path)).toEqual([
    "templates/_lib.tpl",
    "templates/deep/a.yaml",
  ]);
  expect(charts[0]?.crds.map(({ path }) => path)).toEqual(["crds/c.yaml"]);
});

it("gives a subchart its values: its own, those of the chart above, and those from outside", () => {
  const files = { "Chart.yaml": depends(""), "values.yaml": "redis: {size: 2, a: 1}\n", ...redis };
  const { charts } = tree(files, { redis: { size: 3 }, global: { g: 1 } });
  expect(charts[1]).toMatchObject({
    prefix: "charts/redis-1.0.0.tgz/",
    told: ["charts/redis/"],
    values: { size: 3, a: 1, global: { g: 1 } },
  });
});

it("knows a subchart under each of its aliases", () => {
  const more = ", alias: cache}\n- {name: redis, alias: queue";
  const { charts } = tree({ "Chart.yaml": depends(more), ...redis });
  expect(charts[1]?.told).toEqual(["charts/cache/", "charts/queue/"]);
});

it.each([
  [", condition: redis.enabled", "redis: {enabled: false}", false],
  [", condition: redis.enabled", "redis: {enabled: true}", true],
  [", condition: redis.enabled", "{}", true],
  [", condition: 'a.on, redis.enabled'", "{a: {on: true}, redis: {enabled: false}}", true],
  [", tags: [db]", "tags: {db: false}", false],
  [", tags: [db, extra]", "tags: {db: false, extra: true}", true],
  [", tags: [db], condition: redis.enabled", "{tags: {db: false}, redis: {enabled: true}}", true],
  ["", "redis: {enabled: false}", true],
])("a dependency with %j and the values %s: on is %s", (more, values, isOn) => {
  const { charts } = tree({ "Chart.yaml": depends(more), "values.yaml": values, ...redis });
  expect(charts.some(({ prefix }) => prefix !== "")).toBe(isOn);
});

it("a subchart that no dependency lists is on, and so are subcharts of subcharts", () => {
  const { charts, unread } = tree({
    "Chart.yaml": "name: shop",
    "charts/a/Chart.yaml": "name: alpha",
    "charts/a/charts/b/Chart.yaml": "name: beta",
    "charts/a/charts/b/templates/x.yaml": "",
  });
  expect(unread).toEqual([]);
  expect(charts.map(({ prefix, told }) => [prefix, ...told])).toEqual([
    ["", ""],
    ["charts/a/", "charts/alpha/"],
    ["charts/a/charts/b/", "charts/alpha/charts/beta/"],
  ]);
});

it("tells of a dependency that is not there, in the old form too, and of what is no YAML", () => {
  expect(tree({ "Chart.yaml": depends("") }).unread).toEqual([
    {
      file: "shop/Chart.yaml",
      line: 1,
      reason: "its dependency redis is not in charts/",
      help: "helm dependency build shop",
    },
  ]);
  const old = { "Chart.yaml": "name: shop", "requirements.yaml": "dependencies: [{name: redis}]" };
  expect(tree(old).unread).toHaveLength(1);
  const broken = tree({ "Chart.yaml": "type: library", "values.yaml": "a: 1\nb: [\n" });
  expect(broken.unread).toMatchObject([{ file: "shop/values.yaml", line: 3 }]);
  expect(broken.charts).toMatchObject([{ isLibrary: true, values: {} }]);
});
