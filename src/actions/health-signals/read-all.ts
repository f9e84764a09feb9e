import type * as z from "zod";
import { wordsOf } from "../../observe/kubernetes/missing.ts";
import { readItems, type ListOf, type Look } from "../../observe/kubernetes/read-list.ts";
import type { ApiReader } from "../../ports/api-reader.ts";
import { PortError } from "../../ports/port-error.ts";

/** Asked for as it stands: what groups there are is a question more in each look. */
const lookThrough = (reader: ApiReader): Look => ({
  reader,
  enter: (run) => run(),
  serves: () => true,
});

/** A list whole; undefined where the API server has no such kind. Throws a `PortError` where it may not be read, or one object has another form than expected. */
export async function readAll<Item>(
  reader: ApiReader,
  list: ListOf,
  schema: z.ZodType<Item>,
): Promise<readonly Item[] | undefined> {
  const read = await readItems(lookThrough(reader), list, schema);
  switch (read.kind) {
    case "not-served":
      return undefined;
    case "missing":
      throw new PortError("transient", wordsOf([read.missing]).why);
    case "read":
      if (read.unreadable === undefined) return read.value;
      throw new PortError(
        "terminal",
        `${read.unreadable.count} ${read.unreadable.what} cannot be read (field ${read.unreadable.first})`,
      );
  }
}
