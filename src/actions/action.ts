import type * as z from "zod";
import type { ActionSpec } from "../model/action-spec.ts";
import type { Json } from "../model/data.ts";
import type { Contacts, Member } from "../model/fleet.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Outcome } from "../model/outcome.ts";
import type { MemberPorts } from "../ports/connect.ts";
import type { NotifyPort } from "../ports/notify-port.ts";
import { PortError } from "../ports/port-error.ts";
import type { LookMode } from "../upgrade/turn.ts";
import type { EvidenceStore } from "./evidence-store.ts";

/** The way to the people whom the fleet names for the cluster. */
export interface PeoplePorts {
  readonly notify: NotifyPort;
  readonly contacts: Contacts;
}

/** Where a cluster is to be reached: references only, never credentials. */
export interface MemberReference {
  readonly name: string;
  /** UID of its kube-system namespace, as the plan has it. */
  readonly identity: string;
  readonly provider: Member["provider"];
  readonly access: Member["access"];
}

/** What a look can open. An action opens no more than it needs: what needs no cluster must not wait for one. */
export interface Openers {
  /** The member that the step's role names; throws a terminal `PortError` when that name has come to lead to another cluster (I7). */
  readonly openMember: () => Promise<MemberPorts>;
  readonly openPeople: () => Promise<PeoplePorts>;
  /** Where the member is to be reached, for programs that reach it themselves; throws as `openMember` does. */
  readonly openReference: () => Promise<MemberReference>;
  /** Where the step keeps what its verdict rests on. */
  readonly openEvidence: () => Promise<EvidenceStore>;
  /** Milliseconds of a clock that runs on while a call is made. A simulation's stands still, so that the same seed tells the same story. */
  readonly stopwatch: () => number;
}

/** What an action is told about the look, beside its inputs. All of it is the same when a look is repeated. */
export interface LookContext {
  readonly nowMs: number;
  readonly rollout: string;
  readonly cluster: string;
  readonly attempt: number;
  readonly step: string;
  /** Marks what is ours in the world: written on cordons; the same for every try of this upgrade. */
  readonly owner: string;
  /** Titles of this upgrade's steps that somebody chose to skip. */
  readonly skipped: readonly string[];
  /** Start of this try. */
  readonly startedAtMs: number;
  /** Start of the whole upgrade: what somebody else did since then happened under its hands. */
  readonly upgradeStartedAtMs: number;
  /** How many tries after the first the step's policy allows. */
  readonly retries: number;
  /** What the look before left, or null. */
  readonly memo: Json;
}

/** What a look leads to. `outcome` holds when every deed is accepted. */
export interface Decision<Deed> {
  readonly deeds: readonly Deed[];
  readonly outcome: Outcome;
  /** Replaces the memo; keep it under 2 KB. Where putting back looks, never null with deeds: null says that nothing was begun. */
  readonly memo: Json;
  /** What the outcome rests on, kept for good under the hash of its canonical JSON. */
  readonly evidence?: Json | undefined;
  /** What was gathered so far, in place of what was before. */
  readonly draft?: Json | undefined;
}

/**
 * One kind of step. `open` opens what the others use, `observe` reads, `decide` and `putBack` are
 * pure, `act` does one deed and makes no choice. Deeds are plain JSON: they are journaled, and told
 * before they are done.
 */
export interface ActionDefinition<Ports, Input, Seen, Deed extends Json> {
  readonly spec: ActionSpec;
  readonly input: z.ZodType<Input>;
  readonly open: (openers: Openers) => Promise<Ports>;
  readonly observe: (ports: Ports, input: Input, context: LookContext) => Promise<Seen>;
  readonly decide: (seen: Seen, input: Input, context: LookContext) => Decision<Deed>;
  /** What to do when the step ends early: undo what it marked or held (I9), then `done`. One that holds nothing says why, and is asked nothing more. */
  readonly putBack:
    | { readonly nothing: string }
    | ((seen: Seen, input: Input, context: LookContext) => Decision<Deed>);
  /** Words for the record, before it is done: "cordon node a-1". */
  readonly say: (deed: Deed) => string;
  /** Does it, idempotently. An outcome given back stands in place of the decision's. */
  readonly act: (ports: Ports, deed: Deed, context: LookContext) => Promise<Outcome | undefined>;
}

/** What the host gives to a look: journaled effects, and the record of what is about to be done. */
export interface LookEnvironment extends Openers {
  readonly context: LookContext;
  readonly mode: LookMode;
  readonly effect: <T>(name: string, run: () => Promise<T>) => Promise<T>;
  /** Records the deeds in words; resolves when the record is safe. */
  readonly intend: (words: readonly string[]) => Promise<void>;
}

export interface LookResult {
  readonly outcome: Outcome;
  readonly memo: Json;
}

/** An action as the host and the planner hold it: its types are closed over. */
export interface Action {
  readonly spec: ActionSpec;
  /** The schema of `with`, for the planner's check. */
  readonly input: z.ZodType;
  readonly look: (inputs: unknown, environment: LookEnvironment) => Promise<LookResult>;
}

/** Closes an action over its types: one look is observe, decide, record, act, outcome (design 0001). */
export function defineAction<Ports, Input, Seen, Deed extends Json>(
  definition: ActionDefinition<Ports, Input, Seen, Deed>,
): Action {
  const { spec, input, decide, putBack } = definition;
  return {
    spec,
    input,
    look: async (inputs, environment) => {
      if (environment.mode !== "putBack") return look(definition, decide, inputs, environment);
      if (typeof putBack !== "function") return nothingToPutBack(putBack.nothing, null);
      const back = await look(definition, putBack, inputs, environment);
      // A step that failed before its first deed must not wait until it can look.
      const neverBegun = back.outcome.kind === "failed" && back.memo === null;
      return neverBegun ? nothingToPutBack("nothing was begun", null) : back;
    },
  };
}

async function look<Ports, Input, Seen, Deed extends Json>(
  definition: ActionDefinition<Ports, Input, Seen, Deed>,
  decide: (seen: Seen, input: Input, context: LookContext) => Decision<Deed>,
  inputs: unknown,
  { context, mode, effect, intend, ...openers }: LookEnvironment,
): Promise<LookResult> {
  const parsed = parseInputs(definition, inputs);
  if (!parsed.success) return { outcome: wrongInputs(definition, parsed), memo: context.memo };
  const input = parsed.data;
  // The decision is journaled, not what was seen: it is small, and a tick run again decides the same.
  const decision = await effect("look", () =>
    failureAsOutcome<Deed>(context.memo, async () => {
      const seen = await definition.observe(await definition.open(openers), input, context);
      return keepEvidence(openers, decide(seen, input, context));
    }),
  );
  const { deeds, memo } = decision;
  if (deeds.length === 0) return { outcome: decision.outcome, memo };
  if (mode === "last") return { outcome: undone(deeds.map(definition.say)), memo };
  await intend(deeds.map(definition.say));
  const { outcome } = await effect("act", () =>
    failureAsOutcome<Deed>(memo, async () => {
      const ports = await definition.open(openers);
      // All are awaited, whatever one of them comes to: a deed that is still on its way could
      // mark again what the next look has put back (I9).
      const answers = await Promise.all(
        deeds.map((deed) => definition.act(ports, deed, context).catch(outcomeOfFailure)),
      );
      return { ...decision, outcome: worstOf(answers) ?? decision.outcome };
    }),
  );
  return { outcome, memo };
}

/** Keeps what the decision rests on beside it: what is journaled stays small. */
async function keepEvidence<Deed>(
  { openEvidence }: Openers,
  { evidence, draft, ...decision }: Decision<Deed>,
): Promise<Decision<Deed>> {
  if (evidence === undefined && draft === undefined) return decision;
  const store = await openEvidence();
  if (draft !== undefined) await store.keepDraft(canonicalJson(draft));
  if (evidence !== undefined) await store.keep(canonicalJson(evidence));
  return decision;
}

/** Inputs of a plan in memory are the same object at each look: parsed once. */
const known = new WeakMap<object, WeakMap<object, unknown>>();

function parseInputs<Ports, Input, Seen, Deed extends Json>(
  definition: ActionDefinition<Ports, Input, Seen, Deed>,
  inputs: unknown,
) {
  if (typeof inputs !== "object" || inputs === null) return definition.input.safeParse(inputs);
  const ofAction = known.get(definition) ?? new WeakMap<object, unknown>();
  known.set(definition, ofAction);
  // What is kept under a definition was parsed by it.
  const kept = ofAction.get(inputs) as ReturnType<typeof definition.input.safeParse> | undefined;
  const parsed = kept ?? definition.input.safeParse(inputs);
  ofAction.set(inputs, parsed);
  return parsed;
}

function nothingToPutBack(why: string, memo: Json): LookResult {
  return { outcome: { kind: "done", summary: `nothing to put back: ${why}` }, memo };
}

/** Of a last look: what there is still to do, which is not done any more. */
function undone(deeds: readonly string[]): Outcome {
  const more = deeds.length > 3 ? "; and more" : "";
  return {
    kind: "requeue",
    afterMs: 0,
    progress: `still to do: ${deeds.slice(0, 3).join("; ")}${more}`,
  };
}

/** A plan that another build made may ask for what this one does not know: no further try will change that. */
function wrongInputs(
  { spec }: { readonly spec: ActionSpec },
  { error }: { readonly error: z.ZodError },
): Outcome {
  const words = error.issues.map(({ path, message }) => [...path, message].join(": ")).join("; ");
  const why = `fault in fleetlift: step inputs that ${spec.name} does not take: ${words}; plan again with this build`;
  return { kind: "failed", class: "terminal", why };
}

async function failureAsOutcome<Deed>(
  memo: Json,
  run: () => Promise<Decision<Deed>>,
): Promise<Decision<Deed>> {
  try {
    return await run();
  } catch (error) {
    return { deeds: [], outcome: outcomeOfFailure(error), memo };
  }
}

/** What an error that was thrown means for the step: anything but a `PortError` is a fault of ours, and no further try would mend it. */
export function outcomeOfFailure(error: unknown): Extract<Outcome, { kind: "failed" }> {
  return error instanceof PortError
    ? { kind: "failed", class: error.class, why: error.message }
    : { kind: "failed", class: "terminal", why: `fault in fleetlift: ${String(error)}` };
}

/** The answer that counts when several deeds gave one: what ends the step, then what makes it wait. */
function worstOf(answers: readonly (Outcome | undefined)[]): Outcome | undefined {
  const given = answers.filter((answer) => answer !== undefined);
  return (
    given.find((answer) => answer.kind === "failed" && answer.class === "terminal") ??
    given.find((answer) => answer.kind === "failed") ??
    given.find((answer) => answer.kind === "waiting") ??
    given[0]
  );
}
