import { expect, test } from "vitest";
import { actionSpecSchema } from "../model/action-spec.ts";
import { actionCatalog } from "./catalog.ts";

test("the catalog holds each action under its own name", () => {
  expect([...actionCatalog.keys()]).toEqual([
    "control-plane.upgrade",
    "node-pool.roll",
    "addon.upgrade",
    "addon.rollback",
    "backup.etcd",
    "backup.restore",
    "health.baseline",
    "health.check",
    "http",
    "notify",
    "wait",
  ]);
  for (const [name, { spec }] of actionCatalog) expect(spec.name).toBe(name);
});

test.each([...actionCatalog.values()])("$spec.name describes itself as data", ({ spec }) => {
  expect(actionSpecSchema.parse(structuredClone(spec))).toEqual(spec);
  expect(spec.inputs).toMatchObject({ type: "object", additionalProperties: false });
});

test("what has a value of its own need not be given", () => {
  const roll = actionCatalog.get("node-pool.roll");
  expect(roll?.spec.inputs["required"]).toEqual(["pool", "to", "dialect"]);
});
