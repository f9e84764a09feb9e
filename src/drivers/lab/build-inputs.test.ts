import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { buildOf, isBuilt, type BuildPlaces } from "./build-inputs.ts";
import { labSources } from "./releases.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-inputs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfSources(): BuildPlaces {
  const sources = mkdtempSync(path.join(folder, "sources-"));
  cpSync(labSources, sources, { recursive: true });
  return { sources, cache: path.join(folder, "cache") };
}

it("the same inputs are the same build, wherever they stand", () => {
  const [one, other] = [copyOfSources(), copyOfSources()];
  expect(buildOf("kubernetes", "1.34.4", one)).toEqual(buildOf("kubernetes", "1.34.4", other));
});

it.each(["kubernetes/main.go", "kubernetes/v1.34.4/go.mod", "kubernetes/v1.34.4/go.sum"])(
  "a change of %s is another build",
  (file) => {
    const places = copyOfSources();
    const before = buildOf("kubernetes", "1.34.4", places);
    appendFileSync(path.join(places.sources, file), "\n");
    expect(buildOf("kubernetes", "1.34.4", places).folder).not.toBe(before.folder);
  },
);

it("a change of one release is no other build of another", () => {
  const places = copyOfSources();
  const before = buildOf("kubernetes", "1.35.4", places);
  appendFileSync(path.join(places.sources, "kubernetes/v1.34.4/go.mod"), "\n");
  expect(buildOf("kubernetes", "1.35.4", places)).toEqual(before);
});

it("tells the binary its version, because a server would answer a nonsense one", () => {
  const { ldflags } = buildOf("kubernetes", "1.36.3", copyOfSources());
  expect(ldflags).toContain("version.gitVersion=v1.36.3");
  expect(ldflags).toContain("version.gitMinor=36");
});

it("is built when its binary is there", () => {
  const build = buildOf("etcd", "3.6.16", copyOfSources());
  expect(isBuilt(build)).toBe(false);
  mkdirSync(build.folder, { recursive: true });
  writeFileSync(path.join(build.folder, "etcd"), "");
  expect(isBuilt(build)).toBe(true);
});
