import type { MiddlewareHandler } from "hono";
import { hasRight, type Identity, type Right } from "../../model/identity.ts";
import { randomHex } from "../../platform/random.ts";
import type { Core } from "../core.ts";
import { Refusal } from "../problem.ts";
import { rightFor } from "./right-for.ts";
import { proveToken } from "./tokens.ts";

/** What every request of the API knows of who makes it. */
export interface ApiEnv {
  readonly Variables: { readonly identity: Identity; readonly requestId: string };
}

/**
 * Proves who asks, and whether they may. Without a token it is the owner of the socket: nobody else
 * can open it, because folder and file are theirs alone. A token that proves nothing is refused, and
 * does not fall back to the socket. Denials are recorded.
 */
export function identify(core: Core, root: string): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const { method, path } = context.req;
    const at = path.slice(root.length);
    const request = `${method} ${at}`;
    const proof = await whoAsks(core, context.req.header("authorization"));
    if (proof.kind === "not-proved") {
      await core.recordDenial({
        actor: "unknown",
        request,
        rollout: rolloutOf(at),
        why: proof.why,
      });
      throw new Refusal(401, proof.why, "ask an admin for one: fleetlift token create NAME");
    }
    const { identity } = proof;
    const right = rightFor(method, at);
    if (!hasRight(identity, right)) {
      const why = deniedWords(identity, right);
      await core.recordDenial({ actor: identity.name, request, rollout: rolloutOf(at), why });
      throw new Refusal(
        403,
        why,
        "an admin gives rights: fleetlift token create NAME --right RIGHT",
      );
    }
    context.set("identity", identity);
    context.set("requestId", requestId(context.req.header("x-request-id")));
    await next();
  };
}

async function whoAsks(
  core: Core,
  authorization: string | undefined,
): Promise<Awaited<ReturnType<typeof proveToken>>> {
  if (authorization === undefined) {
    const rights = ["admin"] as const;
    return { kind: "proved", identity: { name: core.owner, by: "socket", rights, groups: [] } };
  }
  const [, text] = /^Bearer (\S+)$/.exec(authorization) ?? [];
  return await proveToken(core.records, text ?? "", core.clock.nowMs());
}

/** Who has which rights, and which one is missing. */
export function deniedWords({ name, rights }: Identity, right: Right): string {
  const has = rights.length === 0 ? "no rights" : rights.join(", ");
  return `${name} has ${has}, and this needs ${right}`;
}

function rolloutOf(path: string): string {
  const [, name] = /^\/rollouts\/([^/]+)/.exec(path) ?? [];
  return name === undefined ? "" : decodeURIComponent(name);
}

/** The caller's own id, when it has the form of one, so that their logs and our records meet. */
function requestId(given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,100}$/.test(given) ? given : randomHex(8);
}
