import { createReadStream, existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { storedRows, type StoredRow } from "../drivers/records/sqlite/stored-rows.ts";
import { eventSchema, type Event } from "../model/event.ts";
import { dataDirOf } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { UserError } from "./user-error.ts";

/** What stands in one place of a record: an event, and what is wrong with the place. */
export interface Recorded {
  readonly event: Event | undefined;
  readonly wrong: string | undefined;
}

export interface RecordSource {
  readonly dataDir?: string;
  readonly filename?: string;
}

/** Every event in the order in which it was stored. Throws a `UserError` for a place that holds none. */
export async function* recordedEvents(source: RecordSource): AsyncGenerator<Event> {
  for await (const { event, wrong } of recordedPlaces(source)) {
    if (event !== undefined) yield event;
    else {
      throw new UserError(
        wrong ?? "an event is missing",
        "fleetlift audit verify tells all",
        exitCodes.failed,
      );
    }
  }
}

/**
 * Every place of a record in the order in which it was stored: of a data directory, whether a server
 * runs there or not, or of a file that `audit export` wrote. The server is not asked: it is what is
 * verified.
 */
export async function* recordedPlaces(source: RecordSource): AsyncGenerator<Recorded> {
  if (source.filename !== undefined) return yield* exportedPlaces(source.filename);
  for (const row of storedRows(recordsFile(source))) yield placeOf(row);
}

/** The file with the records of a data directory; throws a `UserError` where there is none. */
export function recordsFile(source: RecordSource): string {
  const file = path.join(dataDirOf(source), "records.db");
  if (existsSync(file)) return file;
  throw new UserError(
    `there are no records in ${path.dirname(file)}`,
    "name another directory with --data-dir or FLEETLIFT_DATA_DIR",
    exitCodes.wrongInput,
  );
}

/** What the server looks events up by stands beside them: it must say the same. */
function placeOf({ position, stream, seq, hash, json }: StoredRow): Recorded {
  const event = eventOf(json);
  const row = `row ${position} of the records`;
  if (event === undefined) return { event, wrong: `${row} is no event of fleetlift` };
  const isSame = event.stream === stream && event.seq === seq && event.hash === hash;
  const under = `${row} is found as event ${seq} of ${stream}, and is event ${event.seq} of ${event.stream}`;
  return { event, wrong: isSame ? undefined : under };
}

async function* exportedPlaces(file: string): AsyncGenerator<Recorded> {
  if (file !== "-" && !existsSync(file)) throw noExport(`there is no file ${file}`);
  const input = file === "-" ? process.stdin : createReadStream(file);
  let number = 0;
  for await (const line of createInterface({ input })) {
    number += 1;
    if (line === "") continue;
    const event = eventOf(line);
    const wrong = `${file}:${number} is no event of fleetlift`;
    yield { event, wrong: event === undefined ? wrong : undefined };
  }
  if (number === 0) throw noExport(`${file} is empty`);
}

function noExport(words: string): UserError {
  return new UserError(words, "fleetlift audit export writes one", exitCodes.wrongInput);
}

function eventOf(line: string): Event | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(line.replace(/^\uFEFF/, ""))).data;
  } catch {
    return undefined;
  }
}
