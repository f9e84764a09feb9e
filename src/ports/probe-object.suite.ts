/** The object on which the suite of hosts plays: every message is one thing that a handler may do. */
import type { Json } from "../model/data.ts";
import { nextTurn } from "../platform/turn.ts";
import { EffectFailed, type HostContext, type HostObject } from "./host-port.ts";
import { PortError } from "./port-error.ts";

/** What lies outside the host and is not undone when a message is handled again. */
export interface Outside {
  readonly log: string[];
  readonly counts: Map<string, number>;
}

/** The messages are the suite's own, so they need no parsing here. */
interface Message {
  readonly kind: string;
  readonly word: string;
  readonly of: string;
  readonly to: string;
  readonly message: object;
  readonly inMs: number;
  readonly count: number;
  readonly everyMs: number;
  readonly bytes: number;
}

type Deed = (context: HostContext, message: Message, outside: Outside) => Promise<Json | void>;

export function probeObject(outside: Outside): HostObject {
  return {
    name: "probe",
    on: async (context, message) => {
      const known = message as Message;
      const deed = DEEDS[known.kind];
      if (deed === undefined) throw new Error(`the probe cannot "${known.kind}"`);
      return await deed(context, known, outside);
    },
  };
}

const DEEDS: Readonly<Record<string, Deed>> = {
  words: (context) => words(context),
  append: (context, { word }) => append(context, word),
  forget: async (context) => context.clear("words"),
  silent: async (context) => context.set("silent", true),
  slow: async (context, { word }, outside) => {
    await context.effect("slow", async () => {
      outside.log.push(`${context.key} ${word} enters`);
      for (let turn = 0; turn < 20; turn += 1) await nextTurn();
      outside.log.push(`${context.key} ${word} leaves`);
    });
  },
  ask: (context, { of, message }) => context.call<Json>("probe", of, message),
  readBack: async (context) => {
    context.set("value", 1);
    const first = (await context.get<number>("value")) ?? null;
    context.clear("value");
    const second = (await context.get<number>("value")) ?? null;
    context.set("value", 2);
    return [first, second, (await context.get<number>("value")) ?? null];
  },
  setThenThrowOnce: async (context, _message, outside) => {
    const before = (await context.get<string>("written")) ?? null;
    context.set("written", "yes");
    if (count(outside, `${context.key} tries`) === 1) throw new Error("once");
    return { before };
  },
  effectThenThrowOnce: async (context, _message, outside) => {
    const effect = await context.effect("count", async () =>
      count(outside, `${context.key} effect`),
    );
    const nowMs = await context.now();
    outside.log.push(`${context.key} now ${nowMs}`);
    if (count(outside, `${context.key} tries`) === 1) throw new Error("once");
    const seen = outside.log.filter((line) => line.startsWith(`${context.key} now `));
    return { effect, sameNow: seen.length === 2 && seen[0] === seen[1] };
  },
  askThenThrowOnce: async (context, { of }, outside) => {
    const answer = await context.call<Json>("probe", of, { kind: "append", word: "asked" });
    if (count(outside, `${context.key} tries`) === 1) throw new Error("once");
    return answer;
  },
  sendThenThrowOnce: async (context, { to }, outside) => {
    context.send("probe", to, { kind: "append", word: "sent" });
    await context.effect("after", async () => {});
    if (count(outside, `${context.key} tries`) === 1) throw new Error("once");
  },
  effectFailsTwice: (context, _message, outside) =>
    context.effect("failing twice", async () => {
      if (count(outside, `${context.key} twice`) <= 2) throw new Error("not yet");
      return "worked";
    }),
  effectFails: (context, _message, outside) =>
    failureOf(
      context.effect("failing", async () => {
        count(outside, `${context.key} tries of failing`);
        throw new Error("no such luck");
      }),
    ),
  effectRefused: (context, _message, outside) => failureOf(refused(context, outside)),
  effectUncaught: async (context, _message, outside) => {
    await append(context, "never kept");
    await refused(context, outside);
  },
  refusedAtFirst: async (context, _message, outside) => {
    await context.effect("allowed?", async () => {
      if (count(outside, `${context.key} asks`) === 1) throw new PortError("terminal", "not yet");
    });
    return await append(context, "allowed");
  },
  timer: async (context, { inMs }) => {
    const atMs = (await context.now()) + inMs;
    context.timer(atMs);
    return { atMs };
  },
  noTimer: async (context) => context.noTimer(),
  ticks: async (context, { count: ticks, everyMs }) => {
    context.set("ticks", { left: ticks, everyMs });
    context.timer((await context.now()) + everyMs);
  },
  tick: async (context) => {
    context.set("tickedAt", await context.now());
    const ticks = await context.get<{ left: number; everyMs: number }>("ticks");
    if (ticks !== undefined && ticks.left > 1) {
      context.set("ticks", { ...ticks, left: ticks.left - 1 });
      context.timer((await context.now()) + ticks.everyMs);
    }
    return await append(context, "tick");
  },
  tickedAt: async (context) => (await context.get<number>("tickedAt")) ?? null,
  large: async (context, { bytes }) => {
    try {
      context.set("large", "x".repeat(bytes));
      return "taken";
    } catch (error) {
      return String(error);
    }
  },
};

async function words(context: HostContext): Promise<readonly string[]> {
  return (await context.get<readonly string[]>("words")) ?? [];
}

async function append(context: HostContext, word: string): Promise<readonly string[]> {
  const all = [...(await words(context)), word];
  context.set("words", all);
  return all;
}

function refused(context: HostContext, outside: Outside): Promise<void> {
  return context.effect("refused", async () => {
    count(outside, `${context.key} tries of refused`);
    throw new PortError("terminal", "not allowed");
  });
}

async function failureOf(effect: Promise<unknown>): Promise<string> {
  try {
    await effect;
    return "it worked";
  } catch (error) {
    return error instanceof EffectFailed ? error.message : `not an EffectFailed: ${String(error)}`;
  }
}

/** Counts one more and tells how many it is now. */
function count(outside: Outside, name: string): number {
  const next = (outside.counts.get(name) ?? 0) + 1;
  outside.counts.set(name, next);
  return next;
}
