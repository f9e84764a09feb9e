import type { Connect, MemberPorts } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import { runningFor } from "../cut-point.ts";
import type { Chance } from "../random-streams.ts";
import type { VirtualClock } from "../virtual-clock.ts";

/** How likely each call goes wrong, at the usual rate. */
const CALL_FAILS = 0.03;
const CALL_IS_SLOW = 0.02;
const TIMEOUT_MS = 30_000;

/** What becomes of one call. */
type Fate =
  | "answered"
  | "slow"
  /** Refused or timed out before it reached anything. */
  | "failed"
  | "timed-out"
  /** Carried out, and the answer was lost. */
  | "answer-lost"
  | "answer-timed-out"
  /** Answered as an API server does that is busy or overtaken; nothing was carried out. */
  | "turned-away";

const WRONG: readonly (readonly [Fate, number])[] = [
  ["failed", 3],
  ["timed-out", 1],
  ["answer-lost", 3],
  ["answer-timed-out", 1],
  ["turned-away", 1],
];

export interface CallChances {
  readonly chance: Chance;
  /** 0 lets every call through. */
  readonly rate: () => number;
  /** The world's time: a call that hangs holds its handling as long. */
  readonly clock: VirtualClock;
}

/**
 * Ports whose calls fail before or after they took effect, hang, or are turned away. A handling can be
 * lost right before each call and right after it, in the middle of an effect.
 */
export function faultyConnect(connect: Connect, chances: CallChances): Connect {
  // Ports are the same for a member each time; wrapping them anew at each look would be most of it.
  const wrapped = new WeakMap<MemberPorts, MemberPorts>();
  return async (member) => {
    const ports = await faulty("connect", () => connect(member), chances);
    const known = wrapped.get(ports);
    if (known !== undefined) return known;
    // Every port is an object of async functions; only what their calls come to is changed.
    const made = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, faultyPort(port as Port, chances)]),
    ) as unknown as MemberPorts;
    wrapped.set(ports, made);
    return made;
  };
}

type Port = Readonly<Record<string, (...asked: readonly unknown[]) => Promise<unknown>>>;

function faultyPort(port: Port, chances: CallChances): Port {
  return Object.fromEntries(
    Object.entries(port).map(([name, call]) => [
      name,
      (...asked: readonly unknown[]) => faulty(name, () => call(...asked), chances),
    ]),
  );
}

async function faulty<T>(name: string, run: () => Promise<T>, chances: CallChances): Promise<T> {
  await runningFor()?.passes(name);
  const fate = fateOf(chances);
  if (fate === "slow") await hang(name, chances.chance.ms(1_000, 20_000), chances);
  if (fate === "timed-out") await hang(name, TIMEOUT_MS, chances);
  const refusal = refusalOf(name, fate);
  if (refusal !== undefined) return refusal.answer as T;
  if (fate === "failed" || fate === "timed-out" || fate === "turned-away") throw broken(name, fate);
  const answer = await run();
  await runningFor()?.passes(`${name}, answered`);
  if (fate === "answer-timed-out") await hang(name, TIMEOUT_MS, chances);
  if (fate !== "answer-lost" && fate !== "answer-timed-out") return answer;
  throw broken(name, fate);
}

function fateOf({ chance, rate }: CallChances): Fate {
  const draw = chance.next();
  const fails = CALL_FAILS * rate();
  if (draw < fails) return chance.weighted(WRONG);
  return draw < fails + CALL_IS_SLOW * rate() ? "slow" : "answered";
}

/** What a port answers in place of throwing, as its contract says. */
function refusalOf(name: string, fate: Fate): { readonly answer: unknown } | undefined {
  if (name === "readiness" && (fate === "failed" || fate === "timed-out")) {
    return { answer: { ready: false, message: "no answer" } };
  }
  if (name === "evict" && fate === "turned-away") return { answer: { kind: "conflict" } };
  if (name === "evict" && fate === "failed") {
    return { answer: { kind: "throttled", retryAfterMs: 5_000 } };
  }
  return undefined;
}

function broken(name: string, fate: Fate): PortError {
  return new PortError("transient", `${name}: ${fate === "failed" ? "503, try again" : fate}`);
}

/** A process that is lost meanwhile does nothing more afterwards. */
async function hang(name: string, ms: number, { clock }: CallChances): Promise<void> {
  await clock.sleep(ms);
  await runningFor()?.passes(`${name}, after a while`);
}
