import type { Action, LookResult } from "../../actions/action.ts";
import type { HttpAnswer, HttpCall } from "../../actions/scripted/call-http.ts";
import { packAction } from "../../actions/scripted/pack-action.ts";
import type { ScriptTools } from "../../actions/scripted/script-tools.ts";
import { canonicalJson } from "../../model/hash.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { ActionTest } from "../../model/pack-test.ts";
import { PortError } from "../../ports/port-error.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Pack } from "../read-pack.ts";

/** Makes one look with an action: its program really runs, and what it calls over HTTP the test answers. */
export async function runActionTest(
  pack: Pack,
  test: ActionTest,
  tools: ScriptTools,
): Promise<readonly string[]> {
  const names = pack.actions.map(({ document }) => document.metadata.name);
  const part = pack.actions.find(({ document }) => document.metadata.name === test.action);
  if (part === undefined) {
    const meant = nearest(test.action, names);
    const help = meant === undefined ? `there are: ${names.join(", ")}` : `did you mean ${meant}?`;
    return [`the pack has no action ${test.action}; ${help}`];
  }
  const calls: string[] = [];
  const { name, folder } = pack;
  const ours = { ...tools, ...answering(test, calls) };
  const action = packAction({ pack: name, folder, document: part.document, tools: ours });
  const looked = await look(action, test);
  return compare(test.expect, looked, calls);
}

/** What the test gives of the outside: variables, and answers in their order. */
function answering(
  { env = {}, responses = [] }: ActionTest,
  calls: string[],
): Pick<ScriptTools, "env" | "call"> {
  const left = [...responses];
  return {
    env: (name) => env[name],
    call: ({ method, url }: HttpCall): Promise<HttpAnswer> => {
      calls.push(`${method} ${url}`);
      const next = left.shift();
      if (next === undefined) {
        const words = "the test has no response for it: write one under responses";
        return Promise.reject(new PortError("terminal", words));
      }
      const { status, headers = {}, body = "" } = next;
      return Promise.resolve({ status, headers, body });
    },
  };
}

interface Looked extends LookResult {
  readonly deeds: readonly string[];
}

const START_MS = 1_000_000;

async function look(action: Action, { with: inputs = {}, mode = "look", memo = null }: ActionTest) {
  const deeds: string[] = [];
  const noCluster = (): Promise<never> =>
    Promise.reject(new PortError("terminal", "a test has no cluster"));
  const result = await action.look(inputs, {
    context: {
      nowMs: START_MS,
      rollout: "test",
      cluster: "test",
      attempt: 1,
      step: "test",
      owner: "test/test/1",
      skipped: [],
      startedAtMs: START_MS,
      upgradeStartedAtMs: START_MS,
      retries: 0,
      memo,
    },
    mode: mode === "look" ? "forward" : mode,
    effect: (_, run) => run(),
    intend: (words) => Promise.resolve(void deeds.push(...words)),
    openMember: noCluster,
    openPeople: noCluster,
    openEvidence: noCluster,
    stopwatch: () => START_MS,
    openReference: () =>
      Promise.resolve({
        name: "test",
        identity: "test",
        provider: { kind: "world" },
        access: {},
      }),
  });
  return { ...result, deeds };
}

function compare(
  expected: ActionTest["expect"],
  { outcome, deeds }: Looked,
  calls: readonly string[],
): readonly string[] {
  const { kind, words } = inWords(outcome);
  const failures =
    kind === expected.outcome ? [] : [`expected ${expected.outcome}, and it is ${kind}: ${words}`];
  if (expected.says !== undefined && !words.includes(expected.says)) {
    failures.push(`it does not say "${expected.says}", but: ${words}`);
  }
  if (expected.deeds !== undefined) failures.push(...missed("deeds", expected.deeds, deeds));
  if (expected.requests !== undefined) failures.push(...missed("calls", expected.requests, calls));
  if (expected.outputs !== undefined) {
    const outputs = outcome.kind === "done" ? (outcome.outputs ?? {}) : {};
    const [is, should] = [canonicalJson(outputs), canonicalJson(expected.outputs)];
    if (is !== should) failures.push(`its outputs are ${is}, expected ${should}`);
  }
  return failures;
}

function missed(
  what: string,
  expected: readonly string[],
  found: readonly string[],
): readonly string[] {
  const isSame =
    found.length === expected.length &&
    expected.every((words, index) => found[index]?.includes(words) === true);
  if (isSame) return [];
  const said = found.length === 0 ? "none" : found.join("; ");
  return [`its ${what} are: ${said}; expected: ${expected.join("; ") || "none"}`];
}

function inWords(outcome: Outcome): { readonly kind: string; readonly words: string } {
  switch (outcome.kind) {
    case "done":
      return { kind: "done", words: outcome.summary };
    case "requeue":
      return { kind: "requeue", words: outcome.progress };
    case "waiting":
      return { kind: "waiting", words: outcome.for };
    case "failed":
      return { kind: outcome.class, words: outcome.why };
  }
}
