import type { Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { AnswerRule } from "../../model/pack-action.ts";
import { env } from "../../platform/env.ts";
import { PortError } from "../../ports/port-error.ts";
import { defineAction, type LookContext } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { outcomeByRule, outcomeByStatus } from "../scripted/answer-outcome.ts";
import { callHttp } from "../scripted/call-http.ts";
import { withoutSecrets } from "../scripted/declared-env.ts";
import { decideHttpCall, httpInput, looksOnly, type HttpInput, type HttpSeen } from "./decide.ts";

/** A deed is journaled without its inputs: what is sent is made again from them. */
type Deed = { readonly shown: string; readonly inputs: Json };

/**
 * Calls an address. There is no such action for programs: a plan that carried a command line would run
 * whatever its author wrote, and packs, which are reviewed, installed and pinned, do that instead.
 */
export const http = defineAction<undefined, HttpInput, HttpSeen, Deed>({
  spec: {
    name: "http",
    title: "Call an address",
    inputs: inputSchema(httpInput),
    touches: ["messages"],
    undo: { kind: "by-hand", how: "call what takes it back, if there is such a call" },
    typicalMs: { low: 0, high: 20_000 },
  },
  input: httpInput,
  open: () => Promise.resolve(undefined),
  observe: async (_, input, context) =>
    looksOnly(input) ? { outcome: await call(input, context) } : { outcome: undefined },
  decide: (seen, input, context) => {
    const { deeds, ...decision } = decideHttpCall(seen, input, context);
    return {
      ...decision,
      deeds: deeds.map(({ method, url }) => ({ shown: `${method} ${url}`, inputs: asJson(input) })),
    };
  },
  putBack: { nothing: "a call that was made holds nothing" },
  say: ({ shown }) => shown,
  act: (_, { inputs }, context) => call(httpInput.parse(inputs), context),
});

/** Inputs came as JSON. */
const asJson = (input: HttpInput): Json => input as unknown as Json;

async function call(input: HttpInput, { owner, step }: LookContext): Promise<Outcome> {
  const { method, url, headers, secretHeaders, body, timeoutMs, idempotencyHeader } = input;
  const secrets = Object.fromEntries(
    Object.values(secretHeaders).map((name) => [name, secretOf(name)]),
  );
  const hidden = Object.entries(secretHeaders).map(
    ([header, name]) => [header, secrets[name] ?? ""] as const,
  );
  const isText = typeof body === "string";
  const shown = `${method} ${url}`;
  try {
    const answer = await callHttp({
      method,
      url,
      headers: {
        ...(body !== undefined && !isText && { "content-type": "application/json" }),
        ...headers,
        ...Object.fromEntries(hidden),
        ...(idempotencyHeader !== undefined && { [idempotencyHeader]: `${owner}/${step}` }),
      },
      body: body === undefined || isText ? body : JSON.stringify(body),
      limitMs: timeoutMs,
    });
    const outcome = outcomeByRule(rulesOf(input), answer, shown, {});
    return clean(outcome ?? outcomeByStatus(answer, shown), secrets);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    throw new PortError(error.class, withoutSecrets(`${shown}: ${error.message}`, secrets));
  }
}

/** Where it says when it is done, an answer of 2xx alone does not make it so. */
function rulesOf({ doneIf, waitIf, everyMs: every }: HttpInput): readonly AnswerRule[] {
  const isWell = "response.status >= 200 && response.status < 300";
  return [
    ...(waitIf === undefined ? [] : [{ if: waitIf, outcome: "requeue", every } as const]),
    ...(doneIf === undefined
      ? []
      : [
          { if: doneIf, outcome: "done" } as const,
          { if: isWell, outcome: "requeue", every } as const,
        ]),
  ];
}

function secretOf(name: string): string {
  const value = env(name);
  if (value !== undefined) return value;
  throw new PortError(
    "terminal",
    `the variable ${name} is not set where fleetlift runs: set it, and start the server again`,
  );
}

/** A server may say a secret back. */
function clean(outcome: Outcome, secrets: Readonly<Record<string, string>>): Outcome {
  // The same outcome with other words.
  return JSON.parse(JSON.stringify(outcome), (_, value: unknown) =>
    typeof value === "string" ? withoutSecrets(value, secrets) : value,
  ) as Outcome;
}
