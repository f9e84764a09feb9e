import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { findSources, type Source } from "./find-sources.ts";
import { scanFolder } from "./scan-folder.fixture.ts";

const folder = scanFolder();

function found(...names: readonly string[]): readonly string[] {
  return [...findSources(names.map((name) => (name === "-" ? name : folder.at(name))))].map(words);
}

function words(source: Source): string {
  switch (source.kind) {
    case "stdin":
      return "stdin";
    case "file":
    case "archive":
      return `${source.kind} ${folder.placeless(source.file)}`;
    case "chart": {
      const only = source.only === undefined ? "" : ` only ${folder.placeless(source.only)}`;
      return `chart ${folder.placeless(source.folder)}${only}`;
    }
    case "unread":
      return `unread ${folder.placeless(source.unread.file)}: ${source.unread.reason}`;
  }
}

it("walks folders in the order of the names, and leaves out what is not ours", () => {
  folder.write({
    "walk/b.yaml": "",
    "walk/a/z.yml": "",
    "walk/a/Kustomization": "",
    "walk/c.JSON": "{}",
    "walk/README.md": "",
    "walk/d.tpl": "",
    "walk/.git/config.yaml": "",
    "walk/a/node_modules/x/package.json": "{}",
    "walk/.hidden/e.yaml": "",
  });
  expect(found("walk", "-")).toEqual([
    "file walk/.hidden/e.yaml",
    "file walk/a/Kustomization",
    "file walk/a/z.yml",
    "file walk/b.yaml",
    "file walk/c.JSON",
    "file walk/d.tpl",
    "stdin",
  ]);
});

it("a file that is named is read whatever it is called, and what is named twice once", () => {
  folder.write({ "named/manifest.txt": "", "named/b.yaml": "" });
  expect(found("named/manifest.txt", "named", "named/b.yaml")).toEqual([
    "file named/manifest.txt",
    "file named/b.yaml",
  ]);
});

it("follows links, reads what they lead to once, and comes out of circles", () => {
  folder.write({ "links/a/x.yaml": "", "elsewhere/far.yaml": "" });
  symlinkSync(folder.at("links"), folder.at("links/a/up"));
  symlinkSync(folder.at("links/a/x.yaml"), folder.at("links/same.yaml"));
  symlinkSync(folder.at("elsewhere"), folder.at("links/far"));
  symlinkSync(folder.at("links/self.yaml"), folder.at("links/self.yaml"));
  symlinkSync(folder.at("links/nowhere"), folder.at("links/gone.yaml"));
  symlinkSync(folder.at("links/nowhere"), folder.at("links/gone.md"));
  expect(found("links")).toEqual([
    "file links/a/x.yaml",
    "file links/far/far.yaml",
    "unread links/gone.yaml: there is no such file",
    "unread links/self.yaml: its links lead in a circle",
  ]);
});

it("a chart stands for its own files, and not for what lies beside them", () => {
  folder.write({
    "shop/Chart.yaml": "",
    "shop/values.yaml": "",
    "shop/values-production.yaml": "",
    "shop/templates/a.yaml": "",
    "shop/crds/b.yaml": "",
    "shop/charts/sub/Chart.yaml": "",
    "shop/examples/c.yaml": "",
  });
  expect(found("shop")).toEqual(["chart shop", "file shop/examples/c.yaml"]);
  expect(found("shop/charts")).toEqual(["chart shop/charts/sub"]);
  expect(found("shop/crds")).toEqual(["file shop/crds/b.yaml"]);
  expect(found("shop/templates")).toEqual(["chart shop only shop/templates"]);
  expect(found("shop/templates/a.yaml")).toEqual(["chart shop only shop/templates/a.yaml"]);
});

it("knows packed charts by their names", () => {
  folder.write({ "packed/shop-1.0.0.tgz": "", "packed/other.tar.gz": "", "packed/index.yaml": "" });
  expect(found("packed")).toEqual([
    "file packed/index.yaml",
    "archive packed/other.tar.gz",
    "archive packed/shop-1.0.0.tgz",
  ]);
});

it.skipIf(process.getuid?.() === 0)(
  "a folder that may not be read is told, not passed over (root may read all)",
  () => {
    mkdirSync(folder.at("shut/inner"), { recursive: true });
    chmodSync(folder.at("shut/inner"), 0o000);
    expect(found("shut")).toEqual(["unread shut/inner: it may not be read by this user"]);
    chmodSync(folder.at("shut/inner"), 0o755);
  },
);
