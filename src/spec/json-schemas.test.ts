import { expect, it } from "vitest";
import * as z from "zod";
import { durationSchema } from "../model/duration.ts";
import { jsonSchemas } from "./json-schemas.ts";

it("a schema says what may be written, not what it is read as", () => {
  const schema = z.strictObject({ wait: durationSchema }).describe("A wait.");
  const text = jsonSchemas({ "wait.json": schema }).get("wait.json");
  expect(JSON.parse(text ?? "")).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    description: "A wait.",
    additionalProperties: false,
    required: ["wait"],
    properties: { wait: { type: "string" } },
  });
  expect(text?.endsWith("}\n")).toBe(true);
});
