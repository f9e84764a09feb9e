import { connect } from "node:tls";

const TIMEOUT_MS = 5_000;

/**
 * When the certificate that a server shows to whoever connects ends. It is only looked at: nothing
 * is sent, and whether it is to be trusted is not asked. Undefined without TLS, or when the server
 * cannot be reached from here directly, as behind a proxy.
 */
export function certificateEnd(server: string): Promise<number | undefined> {
  const { protocol, hostname, port } = new URL(server);
  if (protocol !== "https:") return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = connect({
      // IPv6 addresses stand in brackets in a URL.
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: port === "" ? 443 : Number(port),
      // A name for the server to choose its certificate by; addresses may not be sent as one.
      ...(/[a-z]/i.test(hostname) && !hostname.startsWith("[") && { servername: hostname }),
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    const end = (endsAtMs: number | undefined): void => {
      socket.destroy();
      resolve(endsAtMs);
    };
    socket.once("secureConnect", () => {
      const endsAtMs = Date.parse(socket.getPeerCertificate().valid_to);
      end(Number.isNaN(endsAtMs) ? undefined : endsAtMs);
    });
    socket.once("timeout", () => end(undefined));
    socket.once("error", () => end(undefined));
  });
}
