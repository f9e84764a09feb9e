import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadStrategies } from "./load-strategies.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-packs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workflow = (name: string): string => `apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata: { name: ${name} }
spec: { strategy: rolling, steps: [{ id: soak, uses: wait, with: { forMs: 1 } }] }
`;

function put(root: string, name: string, text: string): void {
  mkdirSync(path.join(root, name), { recursive: true });
  writeFileSync(path.join(root, name, "workflow.yaml"), text);
}

it("loads the strategies that come with fleetlift", () => {
  expect([...loadStrategies().keys()]).toContain("rolling");
});

it("refuses two workflows of one strategy", () => {
  const root = path.join(folder, "twice");
  put(root, "a", workflow("a"));
  put(root, "b", workflow("b"));
  expect(() => loadStrategies(root)).toThrow("there is a workflow for strategy rolling already");
});

it("names the file and the field that is wrong", () => {
  const root = path.join(folder, "wrong");
  put(root, "a", workflow("a").replace("steps:", "stepps:"));
  expect(() => loadStrategies(root)).toThrow(/workflow\.yaml:4:\d+ .*spec\.stepps/);
});
