import { packageVersion } from "../../platform/version.ts";
import type { Identity } from "../../model/identity.ts";
import type { ChannelView } from "../../server/routes/channels.ts";
import type { Status } from "../../server/routes/status.ts";
import type { RolloutSummary } from "../../server/views.ts";
import { NotRunning, openApi, type ApiClient, type ApiOptions } from "../api-client.ts";
import { allPages } from "../paged.ts";
import { messageOf, ok, warning, wrong, type Diagnosis } from "./diagnosis.ts";

/** The server, if one runs: whether it answers, what code it is, who we are to it, and what waits for people. */
export async function checkServer(options: ApiOptions): Promise<readonly Diagnosis[]> {
  const api = openApi(options);
  try {
    const status = await api.get<Status>("/status");
    return [
      checkStatus(status),
      await checkIdentity(api),
      ...(await allPages<RolloutSummary>(api, "/rollouts")).flatMap(checkRollout),
      ...(await checkChannels(api)),
    ];
  } catch (error) {
    return error instanceof NotRunning
      ? [ok("server", "none runs; fleetlift up starts one")]
      : [
          wrong(
            "server",
            messageOf(error),
            "see what it printed, and start it again: fleetlift up",
          ),
        ];
  }
}

function checkStatus({ pid, version, clock }: Status): Diagnosis {
  const speed = clock.speed === 1 ? "" : `, its clock ${clock.speed} times as fast as real time`;
  return version === packageVersion()
    ? ok("server", `process ${pid}${speed}`)
    : warning(
        "server",
        `process ${pid} is fleetlift ${version}, and this is ${packageVersion()}`,
        "start the server again with this version: what runs goes on",
      );
}

async function checkIdentity(api: ApiClient): Promise<Diagnosis> {
  const { name, by, rights } = await api.get<Identity>("/identity");
  return ok("identity", `${name}, proved by ${by}: ${rights.join(", ")}`);
}

/** A channel that fails tells by others only; without others this is where it is seen. */
async function checkChannels(api: ApiClient): Promise<readonly Diagnosis[]> {
  const { items } = await api.get<{ readonly items: readonly ChannelView[] }>("/channels");
  return items.flatMap(({ name, state, error = "it does not say why" }) =>
    state === "failing"
      ? [warning("channel", `${name}: ${error}`, `mend it, then: fleetlift messages test ${name}`)]
      : [],
  );
}

function checkRollout({ name, phase, reason }: RolloutSummary): readonly Diagnosis[] {
  return phase === "failed" || phase === "stopped"
    ? [warning("rollout", `${name} is ${phase}: ${reason}`, `fleetlift describe rollout ${name}`)]
    : [];
}
