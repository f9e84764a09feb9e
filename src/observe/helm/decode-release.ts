import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { manifestObjects, type ManifestObject } from "./manifest-objects.ts";

/** What is taken of a release: where it comes from, and which objects it has. Never values, never the manifest. */
export interface DecodedRelease {
  readonly chart: string;
  readonly chartVersion: string;
  readonly appVersion: string;
  readonly updatedAtMs: number | undefined;
  readonly objects: readonly ManifestObject[];
}

/** A release is at most a megabyte as it is stored; unpacked it may be much more, but not without end. */
const MAX_BYTES = 32 * 2 ** 20;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const releaseSchema = z.object({
  chart: z.object({ metadata: z.object({ name: text, version: text, appVersion: text }) }),
  info: z.object({ last_deployed: text }).nullish(),
  manifest: text,
});

/**
 * A release as Helm stores it: JSON, gzipped or not, in base64, as the text of a ConfigMap or, once
 * more in base64, as the data of a Secret. Undefined when it is none, or too large.
 */
export function decodeRelease(
  stored: string,
  kind: "Secret" | "ConfigMap",
): DecodedRelease | undefined {
  try {
    const inner = kind === "Secret" ? Buffer.from(stored, "base64").toString("latin1") : stored;
    const bytes = Buffer.from(inner, "base64");
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const json = isZipped ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    const release = releaseSchema.safeParse(JSON.parse(json.toString("utf8"))).data;
    if (release === undefined) return undefined;
    const { name, version, appVersion } = release.chart.metadata;
    const updatedAtMs = Date.parse(release.info?.last_deployed ?? "");
    return {
      chart: name,
      chartVersion: version,
      appVersion,
      updatedAtMs: updatedAtMs > 0 ? updatedAtMs : undefined,
      objects: manifestObjects(release.manifest),
    };
  } catch {
    return undefined;
  }
}
