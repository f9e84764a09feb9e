import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { STRATEGIES } from "../model/strategy-weights.ts";
import { loadWeights } from "./load-weights.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-weights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

it("the weights that come with fleetlift name every strategy once for a tie", () => {
  expect(loadWeights().onATie.toSorted()).toEqual(STRATEGIES.toSorted());
});

it("names the file and the field that is wrong", () => {
  const file = put(
    "wrong.yaml",
    `apiVersion: fleetlift.dev/v1alpha1
kind: StrategyWeights
metadata: { name: wrong }
spec: { factors: { hops: { points: { roling: -2 }, atMost: 4, notSeen: 0 } } }
`,
  );
  expect(() => loadWeights(file)).toThrow(/wrong\.yaml:4:\d+ .*roling.*Did you mean rolling/);
});

it("refuses a file that holds none", () => {
  expect(() => loadWeights(put("empty.yaml", "---\n"))).toThrow();
});
