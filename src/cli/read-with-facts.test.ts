import path from "node:path";
import { expect, it } from "vitest";
import { readFiles } from "./read-files.ts";
import { readWithFacts } from "./read-with-facts.ts";

const examples = path.join(import.meta.dirname, "../../examples");
const knowledgeFolder = path.join(examples, "knowledge");
const shop = path.join(examples, "shop");

it("facts of one's own stand beside fleetlift's, and the other documents are read as ever", () => {
  const { documents, facts, bringing } = readWithFacts([knowledgeFolder, shop]);
  expect(documents.map(({ document }) => document.kind)).toEqual(["Fleet", "Rollout"]);
  expect(bringing).toEqual([path.join(knowledgeFolder, "shop.yaml")]);
  expect(facts.risks().at(-1)).toMatchObject({
    name: "OldKernelLosesVolumes",
    origin: { from: bringing[0] },
  });
});

it("without any, the facts are fleetlift's", () => {
  const { facts, bringing } = readWithFacts([shop]);
  expect(bringing).toEqual([]);
  expect(facts.risks().every(({ origin }) => origin === undefined)).toBe(true);
});

it("what the server keeps does not hold them, and they are not passed over in silence", () => {
  expect(() => readFiles([knowledgeFolder, shop])).toThrow("are not kept by the server");
  expect(readFiles([shop]).length).toBe(2);
});

it("two files with the same records are refused at the second one's lines", () => {
  const file = path.join(knowledgeFolder, "shop.yaml");
  expect(() => readWithFacts([file, file])).toThrow("has a Knowledge of this name already");
  expect(() => readWithFacts([file, file])).toThrow("has a record of this id already");
});
