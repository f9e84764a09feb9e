import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { create } from "tar";
import { expect, it } from "vitest";
import { readChartArchive, readChartFolder } from "./chart-files.ts";
import { scanFolder } from "./scan-folder.fixture.ts";

const folder = scanFolder();

/** Packs a folder of the test's as `helm package` does. */
function pack(name: string, into: string): void {
  create({ gzip: true, sync: true, cwd: folder.root, file: folder.at(into), portable: true }, [
    name,
  ]);
}

const long = `templates/${"a-very-long-folder-name/".repeat(9)}deploy.yaml`;

it("reads the parts of a chart and of its subcharts, packed ones too, and nothing else", async () => {
  folder.write({
    "redis/Chart.yaml": "name: redis",
    "redis/templates/a.yaml": "A",
    "redis/README.md": "",
    [`redis/${long}`]: "long",
    "inner/Chart.yaml": "name: inner",
    "inner/crds/c.yaml": "C",
    "inner/charts/keep": "",
  });
  pack("redis", "inner/charts/redis-1.0.0.tgz");
  folder.write({ "shop/charts/keep": "" });
  pack("inner", "shop/charts/inner-2.0.0.tgz");
  folder.write({
    "shop/Chart.yaml": "name: shop",
    "shop/values.yaml": "",
    "shop/values-other.yaml": "",
    "shop/docs/x.yaml": "",
    "shop/templates/deep/b.yaml": "B",
    "shop/charts/plain/Chart.yaml": "name: plain",
  });
  symlinkSync(folder.at("shop"), folder.at("shop/templates/circle"));
  const { files, unread } = await readChartFolder(folder.at("shop"));
  expect(unread).toEqual([]);
  expect(files.map(({ path }) => path)).toEqual([
    "Chart.yaml",
    "charts/inner-2.0.0.tgz/Chart.yaml",
    "charts/inner-2.0.0.tgz/charts/redis-1.0.0.tgz/Chart.yaml",
    "charts/inner-2.0.0.tgz/charts/redis-1.0.0.tgz/templates/a.yaml",
    `charts/inner-2.0.0.tgz/charts/redis-1.0.0.tgz/${long}`,
    "charts/inner-2.0.0.tgz/crds/c.yaml",
    "charts/plain/Chart.yaml",
    "templates/deep/b.yaml",
    "values.yaml",
  ]);
  expect(files.find(({ path }) => path.endsWith("a.yaml"))?.text).toBe("A");
});

it("reads a packed chart by itself", async () => {
  folder.write({ "solo/Chart.yaml": "name: solo", "solo/templates/x.yaml": Buffer.from([0, 1]) });
  pack("solo", "solo.tgz");
  const { files, unread } = await readChartArchive(folder.at("solo.tgz"));
  expect(files).toEqual([{ path: "Chart.yaml", text: "name: solo" }]);
  expect(unread).toMatchObject([
    { file: folder.at("solo.tgz/templates/x.yaml"), reason: "it is binary, not text" },
  ]);
});

it.each([
  ["no archive", Buffer.from("hello, this is no archive at all")],
  ["an archive that was cut off", undefined],
])("tells of %s that it cannot be unpacked", async (name, bytes) => {
  folder.write({ "cut/Chart.yaml": "name: cut", "cut/templates/x.yaml": "x: y\n".repeat(9_000) });
  pack("cut", "cut.tgz");
  writeFileSync(
    folder.at("broken.tgz"),
    bytes ?? readFileSync(folder.at("cut.tgz")).subarray(0, 120),
  );
  const { files, unread } = await readChartArchive(folder.at("broken.tgz"));
  expect({ name, files }).toEqual({ name, files: [] });
  expect(unread).toMatchObject([{ reason: expect.stringContaining("it cannot be unpacked: ") }]);
});

it("tells of an archive that is not there", async () => {
  expect(await readChartArchive(folder.at("gone.tgz"))).toMatchObject({
    files: [],
    unread: [{ reason: "there is no such file" }],
  });
});
