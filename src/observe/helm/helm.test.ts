import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeRelease } from "./decode-release.ts";
import { manifestObjects } from "./manifest-objects.ts";

const object = { apiVersion: "apps/v1", kind: "Deployment", namespace: "", name: "a" };

describe("a manifest", () => {
  it.each([
    ["in blocks", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n", [object]],
    [
      "in quotes, with comments",
      `apiVersion: "apps/v1" # x\nkind: 'Deployment'\nmetadata:\n  namespace: n\n  name: a # y\n`,
      [{ ...object, namespace: "n" }],
    ],
    [
      "with names that are not its own",
      "kind: Deployment\napiVersion: apps/v1\nmetadata:\n  labels:\n    name: b\n  name: a\nspec:\n  name: c\n",
      [object],
    ],
    [
      "of several documents",
      "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n---\n# nothing\n--- # x\nkind: Lost\n",
      [object],
    ],
    ["that is empty", "", []],
  ])("%s", (_, manifest, objects) => {
    expect(manifestObjects(manifest)).toEqual(objects);
  });
});

const release = {
  chart: { metadata: { name: "c", version: "1.0.0" } },
  info: { last_deployed: "2026-01-02T03:04:05.678Z" },
  manifest: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n",
};
const decoded = {
  chart: "c",
  chartVersion: "1.0.0",
  appVersion: "",
  updatedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  objects: [object],
};
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64");

describe("a stored release", () => {
  it.each([
    ["zipped, in a Secret", base64(base64(gzipSync(JSON.stringify(release)))), "Secret"],
    ["zipped, in a ConfigMap", base64(gzipSync(JSON.stringify(release))), "ConfigMap"],
    ["as old Helm kept it", base64(JSON.stringify(release)), "ConfigMap"],
  ] as const)("%s, is read", (_, stored, kind) => {
    expect(decodeRelease(stored, kind)).toEqual(decoded);
  });

  it.each([
    ["something else", "hello"],
    ["nothing", ""],
    ["JSON of another form", base64(base64(JSON.stringify({ a: 1 })))],
    ["one that was cut", base64(base64(gzipSync(JSON.stringify(release)).subarray(0, 40)))],
    ["one that unpacks without end", base64(base64(gzipSync(Buffer.alloc(64 * 2 ** 20, " "))))],
  ])("that is %s is none", (_, stored) => {
    expect(decodeRelease(stored, "Secret")).toBeUndefined();
  });
});
