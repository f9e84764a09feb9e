import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { isTest, root, sourceFiles } from "../tidy/source-files.ts";

type Versions = Readonly<Record<string, string>>;

// Our own files, in the form that npm prescribes.
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
};
const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, { readonly license?: string }>>;
};
const [, installed = "", development = ""] = readFileSync(
  path.join(root, "docs", "dependencies.md"),
  "utf8",
).split(/^## /m);

it.each([
  { what: "installed packages", text: installed, versions: manifest.dependencies },
  { what: "packages for development", text: development, versions: manifest.devDependencies },
])("docs/dependencies.md tells of exactly the $what, with their licences", ({ text, versions }) => {
  const told = [...text.matchAll(/^\| `([^`]+)`.*\| (\S+) +\|$/gm)].map(([, name, licence]) => ({
    name,
    licence,
  }));
  expect(told).toEqual(
    Object.keys(versions).map((name) => ({
      name,
      licence: lock.packages[`node_modules/${name}`]?.license,
    })),
  );
});

it("every line says what the package is for and why this one", () => {
  const rows = [...`${installed}${development}`.matchAll(/^\| `[^`]+` .*$/gm)].map(([row]) => row);
  expect(
    rows.filter((row) => row.split("|").some((cell, n) => n % 5 > 0 && cell.trim() === "")),
  ).toEqual([]);
});

it("versions are exact", () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(
    Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
  ).toEqual([]);
});

it("the program imports no package that an installation does not have, and each that it has", () => {
  const imported = new Set(
    sourceFiles(["src"])
      .filter((file) => !isTest(file.path))
      .flatMap((file) => file.imports)
      .filter((name) => /^[@a-z0-9/._-]+$/.test(name) && !name.startsWith("src/"))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  );
  // Its binary is started, not imported: the package of this platform is found by name.
  imported.add("@restatedev/restate-server");
  expect([...imported].toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
});
