import type { Answer } from "../rollout/answer.ts";
import { ROLLOUT } from "../host/object-names.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";

/** Hands an order to the rollout's object, and returns what it said; a refusal of its is thrown in its words: 404 for a name that there is not, 409 otherwise. */
export async function orderRollout(
  core: Pick<Core, "host">,
  rollout: string,
  message: object,
): Promise<string> {
  const answer = await core.host.call<Answer>(ROLLOUT, rollout, message);
  if (!answer.ok) throw new Refusal(answer.unknown === true ? 404 : 409, answer.why, answer.help);
  return answer.said;
}
