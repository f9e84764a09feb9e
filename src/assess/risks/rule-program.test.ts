import * as fc from "fast-check";
import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { Json } from "../../model/data.ts";
import { anyRequest } from "../any-request.fixture.ts";
import { cleanFacts, node, seen, snapshotOf } from "../clean-snapshot.fixture.ts";
import { assessRisks } from "./assess-risks.ts";
import { ruleProgram } from "./rule-program.ts";
import { ruleValues } from "./rule-values.ts";

it("what was asked of other clusters before changes no answer", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      // Rules that were never asked remember nothing.
      const fresh = structuredClone(knowledge.risks());
      const facts = { ...knowledge, risks: () => fresh };
      expect(assessRisks(request)).toEqual(assessRisks({ ...request, facts }));
    }),
    { numRuns: 100 },
  );
});

function answer(cel: string, ...nodes: readonly ReturnType<typeof node>[]): Json | undefined {
  const snapshot = snapshotOf(cleanFacts({ nodes: seen(...nodes) }));
  const asked = ruleValues(snapshot, "kubeadm", "1.36");
  const result = ruleProgram(rules[cel] ?? newRule(cel), cel).answer(asked);
  return "value" in result ? result.value : undefined;
}

const rules: Record<string, ReturnType<typeof newRule>> = {};

function newRule(cel: string): { type: "CEL"; cel: string } {
  const rule = { type: "CEL", cel } as const;
  rules[cel] = rule;
  return rule;
}

it("nodes that differ in their names only are named by their own", () => {
  const old = "facts.nodes.filter(n, n.osImage == 'Old').map(n, n.name)";
  expect(answer(old, node("a", { osImage: "Old" }))).toEqual(["a"]);
  expect(answer(old, node("b", { osImage: "Old" }))).toEqual(["b"]);
  expect(answer(old, node("b"), node("c"))).toEqual([]);
  expect(answer(old, node("d"))).toEqual([]);
  expect(answer(old)).toEqual([]);
});

it("no node is not the same as nodes, and a field that is missing not the same as any value", () => {
  const any = "facts.nodes.exists(n, true)";
  expect([answer(any), answer(any, node("a")), answer(any)]).toEqual([false, true, false]);
  const has = "facts.nodes.exists(n, has(n.cgroup))";
  const { cgroup: _, ...bare } = node("a");
  expect([answer(has, bare), answer(has, node("a")), answer(has, bare)]).toEqual([
    false,
    true,
    false,
  ]);
});
