import type { Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { HttpRun } from "../../model/pack-action.ts";
import { PortError } from "../../ports/port-error.ts";
import {
  defineAction,
  type Action,
  type Decision,
  type LookContext,
  type MemberReference,
} from "../action.ts";
import { mayAsk } from "../start-answer.ts";
import { isPassing, outcomeByRule, outcomeByStatus } from "./answer-outcome.ts";
import { declaredEnv, withoutSecrets } from "./declared-env.ts";
import { fillRequest, shownRequest, type RequestTemplate } from "./fill-request.ts";
import { openReference, variablesOf } from "./member-reference.ts";
import type { PackActionParts } from "./pack-action.ts";

/** How soon it is looked whether what was asked for has come. */
const LOOK_AGAIN_MS = 10_000;

/** The call, by what it is made from: secrets are filled in when it is made, and kept nowhere. */
type Deed = { readonly shown: string; readonly inputs: Json };

interface Seen {
  /** What is known without the call; undefined when it must be made. */
  readonly outcome: Outcome | undefined;
  /** The call in words, without secrets. */
  readonly shown: string;
}

/**
 * An action that is a call over HTTP. GET and HEAD only look; any other call is a deed, told before it
 * is made. With a `check`, which is a GET, the call is made only while the check does not say that it
 * is so already, and success is what the check says: an answer to the call proves nothing.
 */
export function httpAction(parts: PackActionParts, http: HttpRun): Action {
  const { spec, input, document } = parts;
  const looksOnly = http.method === "GET" || http.method === "HEAD";
  const call = new Call(parts, http);
  return defineAction<MemberReference | null, unknown, Seen, Deed>({
    spec,
    input,
    open: openReference(document.spec.needsMember),
    observe: async (member, inputs, context) => {
      const variables = variablesOf(inputs, context, member);
      const shown = call.shown(variables);
      if (looksOnly) return { shown, outcome: await call.make(variables, context) };
      if (http.check === undefined) return { shown, outcome: undefined };
      return { shown, outcome: await call.check(http.check, variables) };
    },
    decide: (seen, inputs, context) => decideHttp(seen, inputs, context, http.check !== undefined),
    putBack: { nothing: "a call that was made holds nothing" },
    say: ({ shown }) => shown,
    act: async (member, { inputs }, context) => {
      const outcome = await call.make(variablesOf(inputs, context, member), context);
      // The check of the next look says whether it came to pass.
      return http.check !== undefined && outcome.kind === "done" ? undefined : outcome;
    },
  });
}

function decideHttp(
  { outcome, shown }: Seen,
  inputs: unknown,
  { memo, nowMs }: LookContext,
  isChecked: boolean,
): Decision<Deed> {
  if (outcome !== undefined) return { deeds: [], outcome, memo };
  const again = { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress: `asked: ${shown}` } as const;
  if (isChecked && !mayAsk(askedAtMs(memo), nowMs)) return { deeds: [], outcome: again, memo };
  return {
    // JSON that passed a JSON Schema.
    deeds: [{ shown, inputs: inputs as Json }],
    outcome: isChecked ? again : { kind: "done", summary: shown },
    memo: isChecked ? { askedAtMs: nowMs } : memo,
  };
}

function askedAtMs(memo: Json): number | undefined {
  const asked: unknown =
    typeof memo === "object" && memo !== null ? Reflect.get(memo, "askedAtMs") : undefined;
  return typeof asked === "number" ? asked : undefined;
}

type Variables = Readonly<Record<string, Json>>;

/** The calls of one action, with what is filled into them. */
class Call {
  readonly #parts: PackActionParts;
  readonly #http: HttpRun;

  constructor(parts: PackActionParts, http: HttpRun) {
    this.#parts = parts;
    this.#http = http;
  }

  /** In words: what stands for a secret is its name. */
  shown(variables: Variables): string {
    const names = this.#parts.document.spec.env ?? [];
    const env = Object.fromEntries(names.map((name) => [name, `[${name}]`]));
    return shownRequest(this.#http, { ...variables, env });
  }

  /** Makes the call, and says what its answer means. */
  async make(variables: Variables, context: LookContext): Promise<Outcome> {
    const { idempotencyHeader: header, answers = [] } = this.#http;
    // The same in every look and every try of this step, so that a server that can drops the second.
    const key = `${context.owner}/${context.step}`;
    const more = header === undefined ? {} : { [header]: key };
    return await this.#send(
      this.#http,
      variables,
      more,
      (answer, shown) =>
        outcomeByRule(answers, answer, shown, variables) ?? outcomeByStatus(answer, shown),
    );
  }

  /** What the check says; undefined when the call is to be made. */
  async check(
    check: NonNullable<HttpRun["check"]>,
    variables: Variables,
  ): Promise<Outcome | undefined> {
    const { answers } = check;
    return await this.#send({ ...check, method: "GET" }, variables, {}, (answer, shown) => {
      const ruled = outcomeByRule(answers ?? [], answer, shown, variables);
      if (ruled !== undefined) return ruled;
      const isSo = answers === undefined && answer.status >= 200 && answer.status < 300;
      return isSo || isPassing(answer.status) ? outcomeByStatus(answer, shown) : undefined;
    });
  }

  async #send<Said extends Outcome | undefined>(
    template: RequestTemplate,
    variables: Variables,
    headers: Readonly<Record<string, string>>,
    judge: (answer: Awaited<ReturnType<PackActionParts["tools"]["call"]>>, shown: string) => Said,
  ): Promise<Said> {
    const { tools, limitMs } = this.#parts;
    const env = declaredEnv(this.#parts);
    const request = fillRequest(template, { ...variables, env });
    const shown = withoutSecrets(`${request.method} ${request.url}`, env);
    try {
      const answer = await tools.call({
        ...request,
        headers: { ...request.headers, ...headers },
        limitMs,
      });
      return withoutSecretsIn(judge(answer, shown), env);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      throw new PortError(error.class, withoutSecrets(`${shown}: ${error.message}`, env));
    }
  }
}

/** A server may say a secret back. */
function withoutSecretsIn<Said extends Outcome | undefined>(
  said: Said,
  env: Readonly<Record<string, string>>,
): Said {
  if (said === undefined || Object.keys(env).length === 0) return said;
  // The same outcome with other words.
  return JSON.parse(JSON.stringify(said), (_, value: unknown) =>
    typeof value === "string" ? withoutSecrets(value, env) : value,
  ) as Said;
}
