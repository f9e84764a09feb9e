import { fleetSchema } from "../../model/fleet.ts";
import { allDocuments } from "../documents.ts";
import { driftRound, readTold, type DriftRound, type DriftView, type Told } from "./drift-round.ts";

/** How often a fleet that does not say is looked at. */
const EVERY_MS = 5 * 60_000;
/** How often is looked whether a fleet came, went or is due. */
const STEP_MS = 10_000;

/** The loop that holds fleets to their desired versions, and what it saw last. */
export interface HoldToDesired {
  /** By fleet; those that have a desired version and were looked at. */
  views(): readonly DriftView[];
  /** Ends when the signal is aborted, after the round that is under way. */
  readonly ended: Promise<void>;
}

/** Looks at each fleet with a desired version as often as it says, of the fleet's clock, until the signal is aborted. */
export function holdToDesired(
  round: DriftRound,
  log: (line: string) => void,
  closing: AbortSignal,
): HoldToDesired {
  const views = new Map<string, DriftView>();
  const told = new Map<string, Told>();
  const everyMsOf = everyReader();
  const { core } = round;
  const look = async (name: string, json: string): Promise<void> => {
    const of = told.get(name) ?? (await readTold(core, name));
    told.set(name, of);
    const view = await driftRound(round, json, of);
    if (view !== undefined) views.set(name, view);
  };
  const step = async (): Promise<void> => {
    for (const { name, json } of await allDocuments(core.records, "Fleet")) {
      const everyMs = everyMsOf(name, json);
      if (everyMs === undefined) views.delete(name);
      else if (isDue(views.get(name), everyMs, core.clock.nowMs())) {
        await look(name, json).catch((error: unknown) =>
          log(`fleet ${name} could not be held to its version: ${messageOf(error)}`),
        );
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.aborted) {
      await step().catch((error: unknown) => log(`desired versions: ${messageOf(error)}`));
      await core.clock.sleep(STEP_MS, closing);
    }
  };
  return {
    views: () => [...views.values()].toSorted((a, b) => (a.fleet < b.fleet ? -1 : 1)),
    ended: run(),
  };
}

/** How often a fleet is looked at; undefined for one that nobody holds. Parsed again only when its text changed. */
function everyReader(): (name: string, json: string) => number | undefined {
  const known = new Map<string, { readonly json: string; readonly everyMs: number | undefined }>();
  return (name, json) => {
    const before = known.get(name);
    if (before?.json === json) return before.everyMs;
    const { desired } = fleetSchema.parse(JSON.parse(json)).spec;
    const everyMs = desired === undefined ? undefined : (desired.every ?? EVERY_MS);
    known.set(name, { json, everyMs });
    return everyMs;
  };
}

function isDue(view: DriftView | undefined, everyMs: number, nowMs: number): boolean {
  return view === undefined || nowMs - view.lookedAtMs >= everyMs;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
