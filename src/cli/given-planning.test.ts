import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { bundledWeights } from "../packs/load-weights.ts";
import { givenPlanning } from "./given-planning.ts";
import { readFiles } from "./read-files.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-given-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function prices(name: string): string {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `apiVersion: fleetlift.dev/v1alpha1
kind: Prices
metadata: { name: ${name} }
spec: { currency: EUR, anyNodeHour: 0.2 }
`,
  );
  return file;
}

it("prices and weights of the files are taken", () => {
  expect(givenPlanning(readFiles([prices("a"), bundledWeights]))).toMatchObject({
    prices: { currency: "EUR", anyNodeHour: 0.2 },
    weights: { start: { rolling: 70 } },
  });
  expect(givenPlanning([])).toEqual({});
});

it("two documents of one kind are refused, with their files", () => {
  const files = [prices("a"), prices("b")];
  expect(() => givenPlanning(readFiles(files))).toThrow(
    `there are 2 documents of kind Prices, in ${files.join(" and ")}`,
  );
});
