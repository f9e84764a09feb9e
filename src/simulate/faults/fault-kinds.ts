import { chanceOf } from "../random-streams.ts";

/** The kinds of chance that strike in a simulation, each drawn from a stream of its own. */
export const FAULT_KINDS = [
  "crash", // a process or one try is lost between any two lines that do I/O
  "ticks", // lost, doubled, late, out of order
  "api", // errors and timeouts, before and after the call took effect; an API that is down
  "cloud", // slow and failing upgrades of control planes
  "drains", // budgets that allow nothing, pods that do not end
  "nodes", // machines that do not join
  "health", // workloads that come and go
  "foreign", // somebody else cordons and upgrades
  "clock", // jumps, forward and a little back
  "disk", // records that cannot be written for a while
  "operator", // orders at random
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** How hard each kind strikes: 1 is as usual, 0 is never. */
export type Faults = Readonly<Record<FaultKind, number>>;

export const EVERY_FAULT: Faults = faultsOf(() => 1);
export const NO_FAULTS: Faults = faultsOf(() => 0);

export function faultsOf(rateOf: (kind: FaultKind) => number): Faults {
  // Built from every kind, so nothing is left out.
  return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, rateOf(kind)])) as Faults;
}

/** The kinds that strike, in their order. */
export function kindsOf(faults: Faults): readonly FaultKind[] {
  return FAULT_KINDS.filter((kind) => faults[kind] > 0);
}

/**
 * Reads faults as people name them: `all`, `none`, or `crash,api=3,clock=0.5`; what is not named does
 * not strike. Throws a RangeError that says what is allowed.
 */
export function parseFaults(text: string): Faults {
  if (text === "all") return EVERY_FAULT;
  if (text === "none") return NO_FAULTS;
  const named = new Map(text.split(",").map(parseFault));
  return faultsOf((kind) => named.get(kind) ?? 0);
}

function parseFault(text: string): readonly [FaultKind, number] {
  const [name = "", rate = "1"] = text.trim().split("=");
  const kind = FAULT_KINDS.find((known) => known === name);
  if (kind === undefined) {
    throw new RangeError(
      `no faults "${name}"; expected all, none, or some of: ${FAULT_KINDS.join(", ")}`,
    );
  }
  const number = rate.trim() === "" ? Number.NaN : Number(rate);
  if (!(number >= 0 && number <= 100)) {
    throw new RangeError(`${text}: expected a rate from 0 to 100, where 1 is as usual`);
  }
  return [kind, number];
}

/** Faults as `parseFaults` reads them. */
export function faultsText(faults: Faults): string {
  const kinds = kindsOf(faults);
  if (kinds.length === 0) return "none";
  if (FAULT_KINDS.every((kind) => faults[kind] === 1)) return "all";
  return kinds.map((kind) => (faults[kind] === 1 ? kind : `${kind}=${faults[kind]}`)).join(",");
}

/**
 * The same kinds, each as hard as this seed has it: runs in which one kind rages and another is silent
 * find what runs in which everything strikes a little do not.
 */
export function swarm(seed: number, faults: Faults): Faults {
  const chance = chanceOf(seed, "swarm");
  return faultsOf((kind) => faults[kind] * chance.weighted([[0, 3], [0.3, 2], [1, 5], [3, 1]])); // prettier-ignore
}
