import { anchorHash, type Anchor } from "../../audit/anchor.ts";
import { deadline } from "../../platform/deadline.ts";
import type { AnchorPort } from "../../ports/anchor-port.ts";
import { PortError } from "../../ports/port-error.ts";

const PATIENCE_MS = 10_000;

/**
 * Posts each anchor as JSON. It carries its own signature, and its hash as `idempotency-key`: the
 * receiver keeps it once. Any answer of 2xx counts as kept.
 */
export function anchorWebhook(url: string): AnchorPort {
  const name = `webhook ${new URL(url).origin}`;
  return {
    name,
    publish: async (anchors) => {
      for (const anchor of anchors) await post(url, name, anchor);
    },
  };
}

async function post(url: string, name: string, anchor: Anchor): Promise<void> {
  const response = await send(url, name, anchor);
  await response.body?.cancel();
  if (response.ok) return;
  const passing = response.status >= 500 || response.status === 429 || response.status === 408;
  const words = `${name} answered ${response.status} to anchor ${anchor.seq}`;
  throw new PortError(passing ? "transient" : "terminal", words);
}

async function send(url: string, name: string, anchor: Anchor): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": anchorHash(anchor) },
      body: JSON.stringify(anchor),
      redirect: "error",
      signal: deadline(PATIENCE_MS),
    });
  } catch (error) {
    throw new PortError("transient", `${name} cannot be reached: ${whyNot(error)}`, {
      cause: error,
    });
  }
}

/** What fetch was told stands in the cause of its error. */
function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}
