import { packOf, type Pack } from "./read-pack.ts";
import type { PackFile } from "./pack-files.ts";

export interface FixtureHead {
  readonly name?: string;
  readonly version?: string;
  readonly requires?: string;
}

/** `pack.yaml` as people write it. */
export function headText({ name = "care", version = "1.0.0", requires }: FixtureHead = {}): string {
  const more = requires === undefined ? "" : `, requires: ${requires}`;
  return `apiVersion: fleetlift.dev/v1alpha1
kind: Pack
metadata: { name: ${name} }
spec: { version: ${version}${more} }
`;
}

export function packFile(path: string, text: string, executable = false): PackFile {
  return { path, content: Buffer.from(text), executable };
}

/** A pack of these texts by path, in no folder; `pack.yaml` is added. */
export function packFrom(
  texts: Readonly<Record<string, string>>,
  head: FixtureHead = {},
  folder = "/nowhere",
): Pack {
  const all = { "pack.yaml": headText(head), ...texts };
  return packOf(
    Object.entries(all).map(([path, text]) => packFile(path, text)),
    folder,
    head.name ?? "care",
  );
}
