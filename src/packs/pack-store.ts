/**
 * Job: keeps the packs of a data directory: the content of each under its hash, for good, and an index
 * that says which one a name means for plans that are made from now on.
 * Owns: `packs/` there. A content is written whole or not at all, and never changed: plans that pin it
 * go on with it whatever is installed later. The index is replaced as a whole.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import * as z from "zod";
import { shortHash } from "../model/hash.ts";
import { SCHEMA_VERSION } from "../model/names.ts";
import { NOTHING_LEFT_OUT, readPackFolder, type PackFile } from "./pack-files.ts";
import { packOf, type Pack } from "./read-pack.ts";
import { untouched } from "./untouched.ts";

const entrySchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  hash: z.string(),
  /** Where it came from, in words. */
  origin: z.string(),
  installedBy: z.string(),
  installedAtMs: z.number(),
  /** Whether new plans are made from this one of its name. */
  inForce: z.boolean(),
});

const indexSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  packs: z.array(entrySchema),
});

export type InstalledPack = Readonly<z.infer<typeof entrySchema>>;

/** A pack that may not be put beside the others, in words, with what would help. */
export class PackConflict extends Error {
  override readonly name = "PackConflict";
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

export interface Installing {
  readonly files: readonly PackFile[];
  readonly origin: string;
  readonly by: string;
  readonly nowMs: number;
  /** Puts it in place of the same version with another content. */
  readonly force: boolean;
}

export interface PackStore {
  /** In the order of their names, of one name the newest first. */
  list(): readonly InstalledPack[];
  /** Those in force: what new plans are made from. Throws `PackConflict` when one is gone or was changed. */
  inForce(): readonly Pack[];
  /** The content of a hash, held against it each time it is asked for; undefined when it is not kept, or was changed. */
  load(hash: string): Pack | undefined;
  /** Keeps a content without a name: for a plan that pins it. */
  keep(pack: Pick<Pack, "files" | "hash">): void;
  /** Keeps it, and puts it in force; what is there already is only put in force. Throws `RefusedPack`, `PackConflict`. */
  install(installing: Installing): InstalledPack;
  /** Takes it off the list, so that no new plan is made from it. Its content stays, for plans that pin it. */
  remove(pack: Pick<InstalledPack, "name" | "hash">): void;
}

export function openPackStore(folder: string): PackStore {
  return new Store(folder);
}

class Store implements PackStore {
  readonly #folder: string;
  readonly #loaded = new Map<
    string,
    { readonly pack: Pack; readonly isUntouched: () => boolean }
  >();

  constructor(folder: string) {
    this.#folder = folder;
  }

  list(): readonly InstalledPack[] {
    return this.#entries().toSorted(
      (a, b) => compare(a.name, b.name) || b.installedAtMs - a.installedAtMs,
    );
  }

  inForce(): readonly Pack[] {
    return this.list()
      .filter(({ inForce }) => inForce)
      .map(({ name, version, hash }) => {
        const pack = this.load(hash);
        if (pack !== undefined) return pack;
        throw new PackConflict(
          `pack ${name} ${version} is in force, and its content ${shortHash(hash)} is gone from ${this.#folder}, or was changed there`,
          "install it again: fleetlift pack install",
        );
      });
  }

  load(hash: string): Pack | undefined {
    const known = this.#loaded.get(hash);
    if (known?.isUntouched() === true) return known.pack;
    this.#loaded.delete(hash);
    const pack = this.#read(hash);
    if (pack !== undefined) this.#loaded.set(hash, { pack, isUntouched: untouched(pack.folder) });
    return pack;
  }

  keep({ files, hash }: Pick<Pack, "files" | "hash">): void {
    const place = this.#place(hash);
    if (this.#read(hash) !== undefined) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const making = mkdtempSync(path.join(this.#folder, ".making-"));
    try {
      for (const { path: at, content, executable } of files) {
        const file = path.join(making, at);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, content, { flush: true });
        chmodSync(file, executable ? 0o555 : 0o444);
      }
      chmodSync(making, 0o755);
      // What stands there was changed, or its writing was cut off on another file system.
      rmSync(place, { recursive: true, force: true });
      renameSync(making, place);
    } catch (error) {
      // A full disk, say: what is half written is in the way of nobody.
      rmSync(making, { recursive: true, force: true });
      throw error;
    }
  }

  install({ files, origin, by, nowMs, force }: Installing): InstalledPack {
    const { name, version, hash } = packOf(files, this.#folder, origin);
    const before = this.#entries();
    const same = before.find((entry) => entry.name === name && entry.version === version);
    if (same !== undefined && same.hash !== hash && !force) throw otherContent(same, hash);
    this.keep({ files, hash });
    const kept = before.find((entry) => entry.name === name && entry.hash === hash);
    const entry: InstalledPack = {
      ...(kept ?? { name, version, hash, origin, installedBy: by, installedAtMs: nowMs }),
      inForce: true,
    };
    const others = before
      .filter((each) => each !== kept && !(force && each === same))
      .map((each) => (each.name === name ? { ...each, inForce: false } : each));
    this.#write([...others, entry]);
    return entry;
  }

  remove({ name, hash }: Pick<InstalledPack, "name" | "hash">): void {
    this.#write(this.#entries().filter((each) => each.name !== name || each.hash !== hash));
  }

  #place(hash: string): string {
    return path.join(this.#folder, hash);
  }

  #read(hash: string): Pack | undefined {
    const place = this.#place(hash);
    if (!/^[0-9a-f]{64}$/.test(hash) || !existsSync(place)) return undefined;
    try {
      const pack = packOf(readPackFolder(place, NOTHING_LEFT_OUT), path.resolve(place), place);
      return pack.hash === hash ? pack : undefined;
    } catch {
      // It was whole when it was written.
      return undefined;
    }
  }

  #entries(): readonly InstalledPack[] {
    const file = path.join(this.#folder, "index.json");
    if (!existsSync(file)) return [];
    return indexSchema.parse(JSON.parse(readFileSync(file, "utf8"))).packs;
  }

  #write(packs: readonly InstalledPack[]): void {
    const index = { schemaVersion: SCHEMA_VERSION, packs };
    const making = path.join(this.#folder, `.index-${process.pid}`);
    writeFileSync(making, `${JSON.stringify(index, null, 2)}\n`, { flush: true });
    renameSync(making, path.join(this.#folder, "index.json"));
  }
}

function otherContent({ name, version, hash }: InstalledPack, other: string): PackConflict {
  return new PackConflict(
    `pack ${name} ${version} is installed with the content ${shortHash(hash)}, and this one has ${shortHash(other)}`,
    "give it another version in pack.yaml; or put it in its place with --force: plans that pin the first go on with that",
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
