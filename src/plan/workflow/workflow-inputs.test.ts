import { expect, it } from "vitest";
import { check, faults, faultsOf, tell, workflowOf } from "./workflow.fixture.ts";

it.each<readonly [string, object, readonly string[]]>([
  ["right", { properties: { a: { type: ["string", "null"], description: "x" } } }, []],
  ["of another kind", { type: "array" }, ["spec.inputs.type: expected object: inputs have names"]],
  [
    "names without properties",
    { text: { type: "string" } },
    [
      "spec.inputs.text: no keyword of JSON Schema that is held to here. Inputs are named under properties",
    ],
  ],
  [
    "slips",
    {
      propertis: {},
      required: ["b", "alpa", 3],
      properties: {
        alpha: { type: "string", minLenght: 2, enum: [] },
        c: { anyOf: [{ typ: "string" }] },
        d: { type: "integer", minimum: "3" },
      },
    },
    [
      'spec.inputs.required[2]: 3 without quotes is a number: expected text. Write "3".',
      "spec.inputs.propertis: no keyword of JSON Schema that is held to here. Did you mean properties?",
      "spec.inputs.properties.alpha.enum: an empty list: expected at least 1 entry",
      "spec.inputs.properties.alpha.minLenght: no keyword of JSON Schema that is held to here. Did you mean minLength?",
      "spec.inputs.properties.c.anyOf[0].typ: no keyword of JSON Schema that is held to here. Did you mean type?",
      'spec.inputs.properties.d.minimum: "3": expected a number. Write 3, without the quotes.',
      'spec.inputs.required[0]: "b" is none of the properties',
      'spec.inputs.required[1]: "alpa" is none of the properties. Did you mean alpha?',
    ],
  ],
  [
    "what the library cannot hold to",
    { properties: { a: { type: "strng" } } },
    ["spec.inputs: not a JSON Schema that can be held to: Unsupported type: strng"],
  ],
  [
    "a default that could not be written",
    { properties: { a: { type: "integer", default: "x" }, b: { type: "integer", default: 1 } } },
    [
      "spec.inputs.properties.a.default: not what this input takes: Invalid input: expected number, received string",
    ],
  ],
])("inputs are a JSON Schema that is held to: %s", (_, inputs, words) => {
  expect(faultsOf(workflowOf("w", { inputs, steps: [{ id: "a", ...check }] }))).toEqual(words);
});

it("expressions see them with their types", () => {
  const inputs = {
    type: "object",
    properties: {
      n: { type: "integer" },
      b: { type: "boolean" },
      l: { type: "array", items: { type: "string" } },
      ll: { type: "array", items: { type: "array" } },
      o: { type: "object" },
    },
  };
  const steps = [
    {
      id: "a",
      if: "inputs.b && inputs.n > 1 && inputs.o.x",
      foreach: "inputs.l",
      ...tell("${{ item }}"),
    },
    { id: "b", if: "inputs.n == 'x'", ...check },
    { id: "c", foreach: "inputs.l", ...tell("${{ item + 1 }}") },
    { id: "d", foreach: "inputs.ll", as: "row", if: "inputs.m", ...check },
  ];
  expect(faultsOf(workflowOf("w", { inputs, steps }))).toEqual([
    "spec.steps[1].if: \"inputs.n == 'x'\", column 1: no such overload: int == string",
    'spec.steps[2].with.text: "item + 1", column 1: no such overload: string + int',
    'spec.steps[3].if: "inputs.m", column 8: No such key: m',
  ]);
});

it("nobody gives inputs to a strategy", () => {
  const inputs = { required: ["a"], properties: { a: { type: "string" } } };
  expect(faults({ inputs, steps: [{ id: "a", ...check }] })).toEqual([
    "spec.inputs.required: nobody gives inputs to a strategy: leave this out, and give each a default",
  ]);
  const none = { required: [], properties: { a: { default: 1 } } };
  expect(faults({ inputs: none, steps: [{ id: "a", ...check }] })).toEqual([]);
});
