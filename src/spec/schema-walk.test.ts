import { expect, it } from "vitest";
import * as z from "zod";
import { dataAt, knownFields, openFields, schemaAt } from "./schema-walk.ts";

const schema = z.strictObject({
  kind: z.discriminatedUnion("is", [
    z.strictObject({ is: z.literal("a"), x: z.string().transform(Number) }),
    z.strictObject({ is: z.literal("b"), y: z.array(z.int()).default([]) }),
  ]),
  later: z.never().optional(),
});

it("a path leads through lists, defaults, transforms and the branch that the data names", () => {
  const b = { kind: { is: "b", y: [1] } };
  expect(schemaAt(schema, b, ["kind", "y", 0])).toBeInstanceOf(z.ZodNumber);
  expect(dataAt(b, ["kind", "y", 0])).toBe(1);
  const a = { kind: { is: "a", x: "1" } };
  expect(schemaAt(schema, a, ["kind", "x"])).toBeInstanceOf(z.ZodPipe);
  expect(Object.keys(knownFields(schemaAt(schema, a, ["kind"]), a.kind))).toEqual(["is", "x"]);
});

it("a path that no schema knows leads nowhere", () => {
  expect(schemaAt(schema, { kind: { is: "c" } }, ["kind", "x", "z"])).toBeUndefined();
  expect(knownFields(undefined, null)).toEqual({});
  expect(dataAt({ a: 1 }, ["a", "b", 0])).toBeUndefined();
});

it("fields that are known but refused are not offered", () => {
  expect(openFields(schema, {})).toEqual(["kind"]);
});
