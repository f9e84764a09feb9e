import { PortError } from "../../ports/port-error.ts";

/** What waiting does not heal: the other side shows a certificate that we must not trust. */
const CERTIFICATE_CODES = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/**
 * The error for a request that got no answer. The HTTP client says `TypeError: fetch failed` or
 * `terminated` and keeps the reason in `cause`; a time limit comes as `TimeoutError`.
 */
export function networkError(error: unknown, doing: string, server: string): PortError {
  const to = `${server} gave no answer, asked to ${doing}`;
  if (error instanceof Error && error.name === "TimeoutError") {
    return new PortError("transient", `${to}: it took too long`, { cause: error });
  }
  const code = codeOf(error);
  if (code !== undefined && CERTIFICATE_CODES.has(code)) {
    return new PortError(
      "terminal",
      `the certificate of ${server} is not to be trusted (${code}): check the certificate authority and the server name in the kubeconfig`,
      { cause: error },
    );
  }
  return new PortError("transient", `${to}: ${code ?? messageOf(error)}`, { cause: error });
}

/** The first code along the causes; several addresses that failed come as one error with many inside. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
