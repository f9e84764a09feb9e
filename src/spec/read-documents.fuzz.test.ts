import * as fc from "fast-check";
import { expect, it } from "vitest";
import { documentKinds } from "./document-kinds.ts";
import { readDocuments } from "./read-documents.ts";
import { renderProblems } from "./render-problems.ts";

const VALID = `apiVersion: fleetlift.dev/v1alpha1
kind: Fleet
metadata: { name: shop, labels: { a/b: "c" } }
spec:
  defaults: &d
    provider: { kind: world }
  clusters:
    - name: shop-staging
      labels: { env: staging, ring: "0" }
      members: [{ name: spoon, current: true, access: { context: c } }]
    - name: shop-production
      provider: { kind: lab, cluster: real }
---
apiVersion: fleetlift.dev/v1alpha1
kind: Rollout
metadata: { name: kubernetes-1-36 }
spec:
  fleet: shop
  target: { kubernetes: "1.36" }
  strategy: rolling
  nodes: { maxSurge: 25%, drainTimeout: 30m }
  stages:
    - name: all
      selector: { matchExpressions: [{ key: env, operator: In, values: [a] }] }
      maxConcurrency: 2
---
apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata: { name: rolling }
spec:
  strategy: rolling
  steps:
    - { id: a, uses: wait, with: { x: [1, null, true] }, retry: { policy: FIXED, limit: 1, delay: 1s } }
    - { id: b, foreach: hops, as: hop, steps: [{ id: c, uses: wait }] }
`;

const WORDS = ["a", "kind", "spec", "name", ": ", "- ", "\n", "\n  ", "\n    ", ", ", "{", "}"];
const MARKS = [
  "[",
  "]",
  "*a",
  "&a ",
  "!!set ",
  "!x ",
  "<<: ",
  "\n---\n",
  "\n...\n",
  "'",
  '"',
  "|\n",
];
const TRAPS = [
  "%YAML 1.1\n",
  "? ",
  "# ",
  "\t",
  "__proto__",
  "constructor",
  "\r\n",
  "\u0000",
  "\uD800",
];
const SCALARS = [
  "1.30",
  "0x1F",
  ".nan",
  "1e999",
  "null",
  "~",
  "yes",
  "25%",
  "9007199254740993",
  "@",
];

/** What grammars stumble over. */
const bit = fc.oneof(
  fc.constantFrom(...WORDS, ...MARKS, ...TRAPS, ...SCALARS),
  fc.string({ maxLength: 5 }),
);
const text = fc.array(bit, { maxLength: 60 }).map((bits) => bits.join(""));

const mutated = fc
  .array(fc.tuple(fc.nat(VALID.length), fc.nat(12), fc.array(bit, { maxLength: 3 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((cuts) =>
    cuts.reduce(
      (whole, [at, drop, put]) => whole.slice(0, at) + put.join("") + whole.slice(at + drop),
      VALID,
    ),
  );

it.each([
  ["any text", text],
  ["a valid file with slips of the finger", mutated],
])("%s is read whole, or refused with places and words", (_, texts) => {
  fc.assert(
    fc.property(texts, (input) => {
      const reading = readDocuments(input, "f.yaml", documentKinds);
      if (reading.kind === "read") {
        expect(reading.documents.length).toBeGreaterThan(0);
        // What is stored says the same when it is read again.
        for (const { document, written } of reading.documents) {
          const again = readDocuments(JSON.stringify(written), "f.json", documentKinds);
          expect(again).toMatchObject({ kind: "read", documents: [{ document }] });
        }
        return;
      }
      expect(reading.problems.length).toBeGreaterThan(0);
      const lines = input.split("\n").length;
      for (const { line, column, message } of reading.problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines + 1);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(message).not.toBe("");
      }
      expect(renderProblems(reading.problems)).toContain("; nothing was changed.\n");
    }),
    { numRuns: 200 },
  );
});

it("the file that is mutated is valid", () => {
  expect(readDocuments(VALID, "f.yaml", documentKinds)).toMatchObject({
    kind: "read",
    documents: [{ document: { kind: "Fleet" } }, {}, {}],
  });
});
