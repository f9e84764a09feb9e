import type { Event } from "../../model/event.ts";
import type { Step } from "../../model/plan.ts";
import { minorNumber, minorOf } from "../../model/version.ts";
import { oldestServerVersion } from "../../world/versions.ts";
import type { Happening } from "../happening.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Scene } from "./scene.ts";
import type { ToldUpgrade } from "./told-upgrade.ts";

const OURS = "fleetlift";
const MOVES: readonly string[] = ["control-plane.upgrade", "node-pool.roll"];

/** What somebody else did to a cluster while an upgrade of ours had it. */
interface Foreign {
  readonly by: string;
  readonly to: string;
}

/**
 * Somebody else moves a control plane where the upgrade that holds its lease does not want it, and the
 * upgrade has still to move something: it must not come to its end as if nothing had been, without a
 * word of who it was. Where the provider goes to a later patch by itself, nobody has to stop.
 */
export function foreignWatch(scene: Scene): (happening: Happening) => string | undefined {
  const unnamed = new Map<ToldUpgrade, Foreign>();
  return (happening) => {
    if (happening.kind === "world") {
      for (const [upgrade, foreign] of begun(scene, happening)) unnamed.set(upgrade, foreign);
    }
    return happening.kind === "event" ? tell(scene, unnamed, happening.event) : undefined;
  };
}

function* begun(scene: Scene, change: WorldChange): Iterable<readonly [ToldUpgrade, Foreign]> {
  const { before, after, cluster } = change;
  const [move] = after.ledger.controlPlaneUpgrades.slice(before.ledger.controlPlaneUpgrades.length);
  if (move === undefined || move.by === OURS) return;
  for (const upgrade of scene.leases.get(cluster) ?? []) {
    if (isStrange(scene.stepsOf(upgrade), upgrade, oldestServerVersion(before), move.to))
      yield [upgrade, move];
  }
}

/** Not where its next step brings the control plane, or past all that it moves. */
function isStrange(
  steps: readonly Step[],
  { over }: ToldUpgrade,
  before: string,
  to: string,
): boolean {
  const left = steps.filter(({ id, uses }) => MOVES.includes(uses) && !over.has(id));
  if (left.length === 0) return false;
  const next = left.find(({ uses }) => uses === "control-plane.upgrade");
  const wanted = String((next ?? left[0])?.with["to"]);
  if (next === undefined) return minorNumber(to) > minorNumber(wanted);
  // From any patch of either minor the step still leads where the plan wants it.
  return minorOf(to) !== minorOf(before) && minorOf(to) !== minorOf(wanted);
}

function tell(
  scene: Scene,
  unnamed: Map<ToldUpgrade, Foreign>,
  { stream, kind, reason, result }: Event,
): string | undefined {
  const upgrade = scene.upgrades.get(stream.slice("upgrade/".length));
  const foreign = upgrade && unnamed.get(upgrade);
  if (upgrade === undefined || foreign === undefined) return undefined;
  if (reason.includes(foreign.by)) unnamed.delete(upgrade);
  return kind === "upgrade.ended" && result === "done" && unnamed.has(upgrade)
    ? `${upgrade.key} is done, and does not say that ${foreign.by} moved the control plane to ${foreign.to} meanwhile`
    : undefined;
}
