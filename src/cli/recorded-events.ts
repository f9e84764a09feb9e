import { createReadStream, existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { openSqliteRecords } from "../drivers/records/sqlite/sqlite-records.ts";
import { eventSchema, type Event } from "../model/event.ts";
import { dataDirOf } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { UserError } from "./user-error.ts";

const PAGE = 1_000;

/**
 * Every event in the order in which it was stored: of a data directory, whether a server runs there
 * or not, or of a file that `audit export` wrote. The server is not asked: it is what is verified.
 */
export async function* recordedEvents(source: {
  readonly dataDir?: string;
  readonly filename?: string;
}): AsyncGenerator<Event> {
  if (source.filename !== undefined) return yield* exportedEvents(source.filename);
  const file = path.join(dataDirOf(source), "records.db");
  if (!existsSync(file)) {
    throw new UserError(
      `there are no records in ${path.dirname(file)}`,
      "name another directory with --data-dir or FLEETLIFT_DATA_DIR",
      exitCodes.wrongInput,
    );
  }
  const records = openSqliteRecords(file);
  try {
    for (let after = ""; ;) {
      const { events, next } = await records.read({ after, limit: PAGE });
      yield* events;
      if (next === after || events.length === 0) return;
      after = next;
    }
  } finally {
    await records.close();
  }
}

async function* exportedEvents(file: string): AsyncGenerator<Event> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(existing(file)) })) {
    number += 1;
    if (line !== "") yield eventOf(line, `${file}:${number}`);
  }
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new UserError(
    `there is no file ${file}`,
    "fleetlift audit export writes one",
    exitCodes.wrongInput,
  );
}

function eventOf(line: string, place: string): Event {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw new UserError(
      `${place} is no event of fleetlift`,
      "fleetlift audit export writes them",
      exitCodes.failed,
    );
  }
}
