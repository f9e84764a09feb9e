import { expect, it } from "vitest";
import { documentKinds } from "./document-kinds.ts";
import { readDocuments } from "./read-documents.ts";

function rollout(name: string, more: object = {}): object {
  const stages = [{ name: "all", selector: {} }];
  return {
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name },
    spec: { fleet: "shop", target: { kubernetes: "1.36" }, strategy: "rolling", stages, ...more },
  };
}

function list(...items: readonly object[]): string {
  return JSON.stringify({ apiVersion: "fleetlift.dev/v1alpha1", kind: "List", items }, null, 1);
}

/** Blanks make no other document of it, only a large one. */
const padded = (text: string): string => `${text}${" ".repeat(600_000)}`;

it.each([
  ["small", (text: string) => text],
  ["large", padded],
])("the items of a %s List are documents of their own", (_, sized) => {
  const reading = readDocuments(sized(list(rollout("a"), rollout("b"))), "x.json", documentKinds);
  expect(reading).toMatchObject({
    kind: "read",
    documents: [
      { document: { metadata: { name: "a" } } },
      { document: { metadata: { name: "b" } } },
    ],
  });
});

it.each([
  ["small", (text: string) => text],
  ["large", padded],
])("what is wrong in a %s List is told at its line", (_, sized) => {
  const text = sized(list(rollout("a"), rollout("b", { colour: "blue" })));
  const reading = readDocuments(text, "x.json", documentKinds);
  const line = text.split("\n").findIndex((each) => each.includes("colour")) + 1;
  expect(reading).toMatchObject({
    kind: "refused",
    problems: [{ line, path: "spec.colour" }],
  });
});

it("large JSON that is broken is told as such", () => {
  const text = padded(list(rollout("a"))).replace('"items"', "items: [");
  expect(readDocuments(text, "x.json", documentKinds)).toMatchObject({ kind: "refused" });
});

it("an empty List holds no document that is known", () => {
  expect(readDocuments(list(), "x.json", documentKinds)).toMatchObject({ kind: "refused" });
});
