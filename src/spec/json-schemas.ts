import * as z from "zod";

/**
 * JSON Schemas (draft 2020-12) of what may be written, as the texts of files, so that editors can
 * complete the YAML. In and out: by the name of the file.
 */
export function jsonSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(schemas).map(([file, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
      return [file, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}
