import type { DriftView } from "../server/drift/drift-round.ts";
import type { ChannelView } from "../server/routes/channels.ts";
import type { Evidence } from "../server/routes/evidence.ts";
import type { FleetSummary } from "../server/routes/fleets.ts";
import type { PlanSummary } from "../server/plan-store.ts";
import type { Status } from "../server/routes/status.ts";
import type { UpgradeView } from "../server/upgrade-view.ts";
import type { FleetCluster, RolloutSummary } from "../server/views.ts";
import type { ApiClient } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { evidenceLook, evidenceRows } from "./evidence-look.ts";
import { driftedClusters, driftLook } from "./drift-look.ts";
import type { ApprovalView } from "../report/approval-view.ts";
import {
  approvalLook,
  channelLook,
  clusterLook,
  fleetLook,
  planLook,
  rolloutLook,
  upgradeLook,
} from "./looks.ts";
import { allPages, withQuery } from "./paged.ts";
import { renderObjects, type Format, type Look } from "./render/output.ts";
import { UserError } from "./user-error.ts";

export interface GetOptions {
  readonly fleet?: string;
  readonly rollout?: string;
  readonly output?: Exclude<Format, "table">;
}

/** What `get` prints: the objects of a kind, or the one of that name; whole, with `-o json` or `yaml`. */
export async function getObjects(
  api: ApiClient,
  kind: string,
  name: string | undefined,
  options: GetOptions,
): Promise<string> {
  const { fleet, rollout, output = "table" } = options;
  const { clock } = await api.get<Status>("/status");
  const whole = output === "json" || output === "yaml";
  const print = <Item>(look: Look<Item>, items: readonly Item[]): Promise<string> =>
    renderObjects(look, named(look, items, name), output, name !== undefined);
  switch (kind) {
    case "fleets":
      return await print(fleetLook, await allPages<FleetSummary>(api, "/fleets"));
    case "clusters": {
      const clusters = await allPages<FleetCluster>(api, "/clusters", { fleet, name });
      return await print(clusterLook(clock.nowMs), clusters);
    }
    case "rollouts": {
      const look = rolloutLook(clock.nowMs);
      // The list has no clusters; one that is asked for whole has.
      return name !== undefined && whole
        ? await print(look, [await api.get(`/rollouts/${encodeURIComponent(name)}`)])
        : await print(look, await allPages<RolloutSummary>(api, "/rollouts"));
    }
    case "drift": {
      const { items } = await api.get<{ readonly items: readonly DriftView[] }>("/drift");
      const of = items.filter((view) => fleet === undefined || view.fleet === fleet);
      return await print(driftLook(clock.nowMs), of.flatMap(driftedClusters));
    }
    case "approvals": {
      const path = withQuery("/approvals", { rollout });
      const { items } = await api.get<{ readonly items: readonly ApprovalView[] }>(path);
      return await print(approvalLook(clock.nowMs), items);
    }
    case "channels": {
      const { items } = await api.get<{ readonly items: readonly ChannelView[] }>("/channels");
      return await print(channelLook(clock.nowMs), items);
    }
    case "evidence":
      return await getEvidence(api, name, output);
    case "upgrades":
      return await print(upgradeLook, await allPages<UpgradeView>(api, "/upgrades", { rollout }));
    default: {
      const look = planLook(clock.nowMs);
      if (name === undefined)
        return await print(look, await allPages<PlanSummary>(api, "/plans", { rollout }));
      if (whole)
        return await renderObjects(
          look,
          [await api.get(`/plans/${encodeURIComponent(name)}`)],
          output,
          true,
        );
      const plans = await allPages<PlanSummary>(api, "/plans");
      const found = plans.filter(({ hash }) => hash.startsWith(name));
      return await renderObjects(look, orNone(look, found, name), output, true);
    }
  }
}

/** Only by its hash: there is as much of it as there were verdicts. */
async function getEvidence(
  api: ApiClient,
  hash: string | undefined,
  output: Format,
): Promise<string> {
  if (hash === undefined) {
    const help = "the words of a gate name it: fleetlift explain CLUSTER";
    throw new UserError("say which evidence, by its hash", help, exitCodes.wrongInput);
  }
  const evidence = await api.get<Evidence>(`/evidence/${encodeURIComponent(hash)}`);
  return output === "json" || output === "yaml"
    ? await renderObjects<unknown>(
        { kind: "evidence", name: () => hash, columns: [] },
        [evidence],
        output,
        true,
      )
    : await renderObjects(evidenceLook, evidenceRows(evidence), output, true);
}

function named<Item>(
  look: Look<Item>,
  items: readonly Item[],
  name: string | undefined,
): readonly Item[] {
  if (name === undefined) return items;
  return orNone(
    look,
    items.filter((item) => look.name(item) === name),
    name,
  );
}

function orNone<Item>(look: Look<Item>, items: readonly Item[], name: string): readonly Item[] {
  if (items.length > 0) return items;
  throw new UserError(
    `there is no ${look.kind.slice(0, -1)} ${name}`,
    `see them with: fleetlift get ${look.kind}`,
    exitCodes.wrongInput,
  );
}
