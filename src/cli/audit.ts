import { readFileSync } from "node:fs";
import type { Anchor } from "../audit/anchor.ts";
import {
  beginVerifying,
  endVerifying,
  verifyEvent,
  type Verified,
  type Verifying,
} from "../audit/verify-log.ts";
import {
  anchorKeyFile,
  isSignedBy,
  openAnchorKey,
  readPublicKey,
} from "../drivers/anchors/anchor-key.ts";
import { readAnchorLines } from "../drivers/anchors/anchor-lines.ts";
import type { Event } from "../model/event.ts";
import { dataDirOf } from "./api-client.ts";
import { recordedEvents } from "./recorded-events.ts";
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

/** Verifies the records of a data directory, or an export of them, and says all that is wrong. */
export async function verifyAudit(cli: Cli, options: VerifyOptions): Promise<void> {
  const anchors = (options.anchor ?? []).flatMap(readAnchors);
  const trusted =
    options.publicKey === undefined ? undefined : inWords(readPublicKey, options.publicKey);
  let verifying = beginVerifying(anchors, isSignedBy(trusted));
  for await (const event of recordedEvents(options)) verifying = verifyShown(cli, verifying, event);
  const verified = endVerifying(verifying);
  if (options.output === "json") cli.terminal.out(`${JSON.stringify(verified, undefined, 2)}\n`);
  else cli.terminal.out(verifiedText(verified, options));
  cli.exitWith(verified.faults.length === 0 ? exitCodes.done : exitCodes.failed);
}

const PROGRESS_EVERY = 100_000;

function verifyShown(cli: Cli, verifying: Verifying, event: Event): Verifying {
  const next = verifyEvent(verifying, event);
  if (next.events % PROGRESS_EVERY === 0) cli.terminal.err(`${next.events} events read\n`);
  return next;
}

function readAnchors(file: string): readonly Anchor[] {
  return inWords((name) => readAnchorLines(readFileSync(name, "utf8"), name), file);
}

function inWords<T>(read: (file: string) => T, file: string): T {
  try {
    return read(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(why, "name a file that fleetlift wrote", exitCodes.wrongInput);
  }
}

function verifiedText(verified: Verified, { anchor = [], publicKey }: VerifyOptions): string {
  const { events, streams, faults, sinceAnchor, lastAnchor } = verified;
  const lines = [`${events} events in ${streams} streams`];
  if (anchor.length === 0) {
    lines.push("not held against any anchor: an end that was cut off could not be seen (--anchor)");
  } else {
    lines.push(
      `held against ${anchor.join(", ")}: ${lastAnchor === undefined ? "none of its anchors was reached" : `up to anchor ${lastAnchor.seq} of ${new Date(lastAnchor.atMs).toISOString()}, ${sinceAnchor} events since`}`,
    );
    if (publicKey === undefined) {
      lines.push(
        "signatures were tried with the key that the anchors name (--public-key trusts one)",
      );
    }
  }
  const verdict =
    faults.length === 0
      ? ["nothing was changed, lost, cut or reordered"]
      : [
          `${faults.length} wrong:`,
          ...faults.map(({ kind, words }) => `  ${kind.padEnd(12)} ${words}`),
        ];
  return `${[...lines, ...verdict].join("\n")}\n`;
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
  const sinceMs = since === undefined ? 0 : Date.parse(since);
  if (Number.isNaN(sinceMs)) {
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

/** Prints the public half of the key that signs anchors, to be kept elsewhere. */
export function showAuditKey(cli: Cli, options: { readonly dataDir?: string }): void {
  cli.terminal.out(openAnchorKey(anchorKeyFile(dataDirOf(options))).publicPem);
}
