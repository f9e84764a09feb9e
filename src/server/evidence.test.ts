import { expect, it } from "vitest";
import { canonicalJson } from "../model/hash.ts";
import { testServer } from "./test-core.fixture.ts";

const baseline = {
  schemaVersion: 1,
  kind: "Baseline",
  cluster: "shop-1",
  step: "baseline",
  fromMs: 0,
  untilMs: 1,
  metrics: {},
  sources: {},
  unknown: { nodes: "no data" },
};

it("evidence is found by the first digits of its hash, and nothing else that is kept is", async () => {
  const { ask, core } = testServer();
  const hash = await core.records.putBlob(canonicalJson(baseline));
  const other = await core.records.putBlob(canonicalJson({ kind: "Plan" }));
  const found = { status: 200, body: baseline };
  expect(await ask("GET", `/evidence/${hash}`)).toMatchObject(found);
  expect(await ask("GET", `/evidence/${hash.slice(0, 8)}`)).toMatchObject(found);
  expect(await ask("GET", `/evidence/${other}`)).toMatchObject({
    status: 404,
    body: { detail: `there is no evidence ${other}`, help: expect.stringContaining("explain") },
  });
  expect(await ask("GET", "/evidence/zz")).toMatchObject({ status: 400 });
});
