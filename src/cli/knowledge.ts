import { allRecords, recordKinds, type Facts } from "../knowledge/knowledge.ts";
import { ageDaysOf } from "../knowledge/record-age.ts";
import type { AnyRecord } from "../knowledge/records.ts";
import { nearest } from "../spec/nearest.ts";
import { factsHere } from "./pack/packs-here.ts";
import { exitCodes } from "./exit-codes.ts";
import { knowledgeLook, rowsOf, type KnowledgeRow } from "./render/knowledge-look.ts";
import { renderRecord } from "./render/knowledge-record.ts";
import { renderObjects, type Format } from "./render/output.ts";
import { readWithFacts } from "./read-with-facts.ts";
import { UserError } from "./user-error.ts";

export interface KnowledgeOptions {
  /** Files with records of one's own. */
  readonly filename?: readonly string[];
  /** Where packs are installed. */
  readonly dataDir?: string;
  readonly output?: Exclude<Format, "table">;
}

/** What `knowledge list` prints: the records of a kind, or all. */
export async function listKnowledge(
  kind: string | undefined,
  options: KnowledgeOptions,
  nowMs: number,
): Promise<string> {
  const facts = await factsOf(options);
  const kinds = recordKinds.filter((each) => kind === undefined || each === kind);
  return await print(
    kinds.flatMap((each) => rowsOf(facts, each)),
    options,
    nowMs,
    false,
  );
}

/** What `knowledge show` prints: one record and its sources, in lines unless `-o` says otherwise. */
export async function showKnowledge(
  id: string,
  options: KnowledgeOptions,
  nowMs: number,
): Promise<string> {
  const facts = await factsOf(options);
  const row = recordKinds
    .flatMap((kind) => rowsOf(facts, kind))
    .find(({ record }) => record.id === id);
  if (row === undefined) throw noRecord(facts, id);
  return options.output === undefined
    ? renderRecord(row.record, nowMs)
    : await print([row], options, nowMs, true);
}

/** What comes with fleetlift, what installed packs bring, and what the files do. */
async function factsOf(options: KnowledgeOptions): Promise<Facts> {
  return readWithFacts(options.filename ?? [], await factsHere(options)).facts;
}

const isBrought = ({ record }: KnowledgeRow): boolean => record.origin !== undefined;

async function print(
  rows: readonly KnowledgeRow[],
  options: KnowledgeOptions,
  nowMs: number,
  alone: boolean,
): Promise<string> {
  const output: Format = options.output ?? "table";
  switch (output) {
    case "name":
      return rows.map(({ record }) => `${record.id}\n`).join("");
    case "json":
    case "yaml": {
      const whole = rows.map(({ record }) => ({ ...record, ageDays: ageDaysOf(record, nowMs) }));
      const look = { kind: "records", name: ({ id }: AnyRecord) => id, columns: [] };
      return await renderObjects(look, whole, output, alone);
    }
    default:
      return await renderObjects(
        knowledgeLook(nowMs, options.filename !== undefined || rows.some(isBrought)),
        rows,
        output,
        alone,
      );
  }
}

/** The ids that end as this one does are what was meant, more often than not. */
function noRecord(facts: Facts, id: string): UserError {
  const last = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
  const near = allRecords(facts)
    .map((record) => record.id)
    .filter((each) => each.toLowerCase().endsWith(`/${last}`));
  const meant = nearest(
    id,
    allRecords(facts).map((record) => record.id),
  );
  const instead =
    meant === undefined
      ? `see them with: fleetlift knowledge list [${recordKinds.join("|")}]`
      : `did you mean ${meant}?`;
  const help = near.length === 0 ? instead : `there is: ${near.slice(0, 5).join(", ")}`;
  return new UserError(`there is no record ${id}`, help, exitCodes.wrongInput);
}
