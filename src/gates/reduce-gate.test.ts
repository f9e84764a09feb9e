import { expect, it } from "vitest";
import type { Assessed } from "./assess-metric.ts";
import { reduceGate } from "./reduce-gate.ts";

type Phase = Assessed["phase"];
const metric = (name: string, phase: Phase, dryRun = false) => ({
  name,
  dryRun,
  assessed: { phase, why: `why ${phase}` },
  words: `seen ${name}`,
});

it.each<readonly [what: string, counted: readonly Phase[], dry: readonly Phase[], string, string]>([
  ["all pass", ["pass", "pass"], [], "pass", "pass"],
  ["one still runs", ["pass", "running"], [], "running", "running"],
  ["no data stands above pass", ["pass", "inconclusive"], [], "inconclusive", "inconclusive"],
  ["an error stands above that", ["inconclusive", "error"], [], "error", "inconclusive"],
  ["a failure stands above all", ["error", "fail", "inconclusive", "pass"], [], "fail", "fail"],
  ["a failure ends it while others run", ["running", "fail"], [], "fail", "fail"],
  ["an error ends it while others run", ["running", "error"], [], "error", "inconclusive"],
  [
    "no verdict ends it while others run",
    ["running", "inconclusive"],
    [],
    "inconclusive",
    "inconclusive",
  ],
  ["a dry failure does not count", ["pass"], ["fail"], "pass", "pass"],
  ["a dry one is not waited for", ["pass"], ["running"], "pass", "pass"],
  ["a dry error does not count", ["pass"], ["error", "inconclusive"], "pass", "pass"],
  ["dry ones alone are no verdict", [], ["pass"], "inconclusive", "inconclusive"],
  ["nothing at all is no verdict", [], [], "inconclusive", "inconclusive"],
])("%s", (_, counted, dry, phase, kind) => {
  const reduced = reduceGate([
    ...counted.map((one, at) => metric(`m${at}`, one)),
    ...dry.map((one, at) => metric(`d${at}`, one, true)),
  ]);
  expect(
    reduced.kind === "running"
      ? { phase: "running", kind: "running" }
      : { phase: reduced.phase, kind: reduced.verdict.kind },
  ).toEqual({ phase, kind });
});

it("only what decided is told", () => {
  const reduced = reduceGate([metric("a", "pass"), metric("b", "fail"), metric("c", "error")]);
  expect(reduced).toMatchObject({ verdict: { evidence: ["b: seen b, why fail"] } });
});
