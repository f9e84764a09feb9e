import * as z from "zod";
import { expect, it } from "vitest";
import { formatPath } from "../../spec/problem.ts";
import { inputComplaints, type Inputs } from "./check-inputs.ts";

const schema = z.union([
  z.strictObject({ kind: z.literal("a"), text: z.string() }),
  z.strictObject({ kind: z.literal("b"), count: z.int().max(3) }),
]);

const words = (inputs: Inputs): readonly string[] =>
  inputComplaints(schema, inputs, ["with"]).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );

it("what hangs on a value that is known only later is not complained about", () => {
  const value = { kind: "b", count: "${{ steps.a.outputs.n }}" };
  expect(words({ written: value, value })).not.toEqual([]);
  expect(words({ written: value, value, later: [["count"]] })).toEqual([]);
});

it("what is wrong beside such a value is", () => {
  const object = z.strictObject({ a: z.int(), b: z.int() });
  const value = { a: "${{ x }}", b: "no" };
  expect(
    inputComplaints(object, { written: value, value, later: [["a"]] }, []).map(({ path }) => path),
  ).toEqual([["b"]]);
});
