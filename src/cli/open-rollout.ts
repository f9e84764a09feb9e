import type { RolloutSummary } from "../server/views.ts";
import type { ApiClient } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { allPages } from "./paged.ts";
import { UserError } from "./user-error.ts";

/** The rollout that was named, when there is one; without a name, the only one that is not over. */
export async function openRollout(api: ApiClient, named: string | undefined): Promise<string> {
  if (named !== undefined) {
    await api.get(`/rollouts/${encodeURIComponent(named)}`);
    return named;
  }
  const rollouts = await allPages<RolloutSummary>(api, "/rollouts");
  const open = rollouts.filter(({ phase }) => phase !== "done" && phase !== "cancelled");
  const [only] = open;
  if (only !== undefined && open.length === 1) return only.name;
  throw new UserError(
    open.length === 0 ? "no rollout is open" : "more than one rollout is open",
    `name one of: ${(open.length === 0 ? rollouts : open).map(({ name }) => name).join(", ") || "(there is none)"}`,
    exitCodes.wrongInput,
  );
}
