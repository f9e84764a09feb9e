import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Anchor } from "../audit/anchor.ts";
import {
  beginVerifying,
  endVerifying,
  noteWrong,
  verifyEvent,
  verifyNoEvent,
  type LogFault,
  type Verified,
  type Verifying,
} from "../audit/verify-log.ts";
import {
  anchorKeyFile,
  isSignedBy,
  openAnchorKey,
  readPublicKey,
} from "../drivers/anchors/anchor-key.ts";
import { readWholeAnchors } from "../drivers/anchors/anchor-lines.ts";
import { openSqliteRecords } from "../drivers/records/sqlite/sqlite-records.ts";
import { readAnchors } from "../server/audit/anchor-records.ts";
import { dataDirOf } from "./api-client.ts";
import { recordedEvents, recordedPlaces, recordsFile, type Recorded } from "./recorded-events.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { UserError } from "./user-error.ts";

export interface VerifyOptions {
  readonly dataDir?: string;
  readonly filename?: string;
  readonly anchor?: readonly string[];
  readonly publicKey?: string;
  readonly output?: "json";
}

/** What the record is held against. */
interface Anchored {
  readonly anchors: readonly Anchor[];
  /** Where they are from; undefined where there are none. */
  readonly from: string | undefined;
  readonly faults: readonly LogFault[];
  /** Lines that say what the anchors are worth. */
  readonly notes: readonly string[];
}

/** Verifies the records of a data directory, or an export of them, and says all that is wrong. */
export async function verifyAudit(cli: Cli, options: VerifyOptions): Promise<void> {
  const trusted =
    options.publicKey === undefined ? undefined : inWords(readPublicKey, options.publicKey);
  const { anchors, from, faults, notes } = await anchorsOf(options);
  let verifying = beginVerifying(anchors, isSignedBy(trusted));
  for await (const place of recordedPlaces(options)) verifying = verifyShown(cli, verifying, place);
  const ended = endVerifying(verifying);
  const verified = { ...ended, faults: [...faults, ...ended.faults] };
  const worth = [...notes, ...(from !== undefined && trusted === undefined ? [KEY_NOTE] : [])];
  if (options.output === "json") {
    cli.terminal.out(`${JSON.stringify({ ...verified, notes: worth }, undefined, 2)}\n`);
  } else cli.terminal.out(verifiedText(verified, from, worth));
  cli.exitWith(verified.faults.length === 0 ? exitCodes.done : exitCodes.failed);
}

const PROGRESS_EVERY = 100_000;

function verifyShown(cli: Cli, verifying: Verifying, { event, wrong }: Recorded): Verifying {
  const next =
    event === undefined
      ? verifyNoEvent(verifying, wrong ?? "")
      : verifyEvent(wrong === undefined ? verifying : noteWrong(verifying, wrong), event);
  if (next.events % PROGRESS_EVERY === 0) cli.terminal.err(`${next.events} events read\n`);
  return next;
}

const KEY_NOTE =
  "signatures were tried with the key that the anchors name (--public-key trusts one)";
const NO_ANCHOR_NOTE =
  "not held against any anchor: an end that was cut off could not be seen, nor a stream that is gone or was written anew (--anchor)";
const OWN_NOTE =
  "its own anchors prove little: whoever can write the records can write them too (--anchor)";

/** Those that were named; without any, the records' own, which show at least what was done in haste. */
async function anchorsOf(options: VerifyOptions): Promise<Anchored> {
  const { anchor: files = [], filename } = options;
  const own = filename === undefined ? await ownAnchors(recordsFile(options)) : [];
  if (files.length === 0) {
    if (own.length === 0)
      return { anchors: [], from: undefined, faults: [], notes: [NO_ANCHOR_NOTE] };
    return { anchors: own, from: "its own anchors", faults: [], notes: [OWN_NOTE] };
  }
  const read = files.map((file) => ({ file, ...inWords(wholeAnchorsOf, file) }));
  const anchors = read.flatMap((one) => one.anchors);
  const newest = Math.max(...anchors.map(({ seq }) => seq));
  const newer = own.filter(({ seq }) => seq > newest).length;
  return {
    anchors,
    from: files.join(", "),
    faults: read
      .filter((one) => one.anchors.length === 0)
      .map(({ file }) => ({ kind: "anchor", words: `${file} holds no anchor` })),
    notes: [
      ...read
        .filter(({ isTorn }) => isTorn)
        .map(({ file }) => `the last line of ${file} is torn, and was passed over`),
      ...(newer === 0
        ? []
        : [`the records know of ${newer} newer: the file was cut, or they did not get there yet`]),
    ],
  };
}

async function ownAnchors(file: string): Promise<readonly Anchor[]> {
  const records = openSqliteRecords(file);
  try {
    return (await readAnchors(records)).map(({ anchor }) => anchor);
  } catch {
    return []; // Whatever became of them: they only help.
  } finally {
    await records.close();
  }
}

function wholeAnchorsOf(file: string): ReturnType<typeof readWholeAnchors> {
  return readWholeAnchors(readFileSync(file, "utf8"), file);
}

function inWords<T>(read: (file: string) => T, file: string): T {
  try {
    return read(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(why, "name a file that fleetlift wrote", exitCodes.wrongInput);
  }
}

function verifiedText(
  { events, streams, faults, sinceAnchor, lastAnchor }: Verified,
  from: string | undefined,
  notes: readonly string[],
): string {
  const upTo =
    lastAnchor === undefined
      ? "it agrees with none of them"
      : `up to anchor ${lastAnchor.seq} of ${new Date(lastAnchor.atMs).toISOString()}, ${sinceAnchor} events since`;
  const well =
    from === undefined
      ? "what is there fits together"
      : "nothing was changed, lost, cut or reordered";
  const lines = [
    `${events} events in ${streams} streams`,
    ...(from === undefined ? [] : [`held against ${from}: ${upTo}`]),
    ...notes,
    ...(faults.length === 0
      ? [well]
      : [
          `${faults.length} wrong:`,
          ...faults.map(({ kind, words }) => `  ${kind.padEnd(12)} ${words}`),
        ]),
  ];
  return `${lines.join("\n")}\n`;
}

export interface ExportOptions {
  readonly dataDir?: string;
  readonly rollout?: string;
  readonly cluster?: string;
  readonly since?: string;
}

/** Writes the records as they are, a JSON object a line: who, what, why, when, under which plan and by which request. */
export async function exportAudit(cli: Cli, options: ExportOptions): Promise<void> {
  const { rollout, cluster, since } = options;
  const sinceMs = since === undefined ? 0 : timeOf(since);
  if (sinceMs === undefined) {
    throw new UserError(
      `"${since}" is no time`,
      'write it like "2026-11-21" or "2026-11-21T09:00:00Z"',
      exitCodes.wrongInput,
    );
  }
  for await (const event of recordedEvents(options)) {
    const isAsked =
      (rollout === undefined || event.rollout === rollout) &&
      (cluster === undefined || event.cluster === cluster) &&
      event.atMs >= sinceMs;
    if (isAsked) cli.terminal.out(`${JSON.stringify(event)}\n`);
  }
}

/** A day begins in UTC, as all times of the record. */
function timeOf(text: string): number | undefined {
  const time = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
  return time.safeParse(text).success ? Date.parse(text) : undefined;
}

/** Prints the public half of the key that signs anchors, to be kept elsewhere. */
export function showAuditKey(cli: Cli, options: { readonly dataDir?: string }): void {
  cli.terminal.out(openAnchorKey(anchorKeyFile(dataDirOf(options))).publicPem);
}
