import { X509Certificate } from "node:crypto";

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * When the last of the certificates in a PEM bundle ends: a bundle is of use as long as one of them
 * is, as while an authority is replaced. Undefined when it holds none that can be read.
 */
export function bundleEndsAtMs(pem: string): number | undefined {
  const ends = (pem.match(PEM) ?? []).flatMap((certificate) => {
    try {
      return [Date.parse(new X509Certificate(certificate).validTo)];
    } catch {
      return [];
    }
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** The same of a `caBundle`, which is in base64. */
export function caBundleEndsAtMs(base64: string | null | undefined): number | undefined {
  if (base64 === undefined || base64 === null || base64 === "") return undefined;
  return bundleEndsAtMs(Buffer.from(base64, "base64").toString("latin1"));
}
