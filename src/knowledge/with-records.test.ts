import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readDocuments } from "../spec/read-documents.ts";
import type { ReadDocument } from "../spec/read-source.ts";
import { checkKnowledgeTogether } from "./check-knowledge-together.ts";
import { knowledgeDocumentKind, type KnowledgeDocument } from "./knowledge-document.ts";
import { knowledge, recordKinds } from "./knowledge.ts";
import { addonSupports } from "./look-up.ts";
import { ageDaysOf } from "./record-age.ts";
import { addedRecords, withRecords } from "./with-records.ts";

const example = path.join(import.meta.dirname, "../../examples/knowledge/shop.yaml");

function read(text: string, file: string): ReadDocument<KnowledgeDocument> {
  const reading = readDocuments(text, file, { Knowledge: knowledgeDocumentKind });
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.problems));
  const [first] = reading.documents;
  if (first === undefined) throw new Error("the file is empty");
  return first;
}

const shop = read(readFileSync(example, "utf8"), "shop.yaml");
const facts = withRecords(knowledge, [{ from: "shop.yaml", document: shop.document }]);

it("without documents the facts are fleetlift's own", () => {
  expect(withRecords(knowledge, [])).toBe(knowledge);
});

it("a record that is added is looked up like any other, with its own source and its age", () => {
  expect(addonSupports(knowledge, "gatekeeper", "3.18.0", "1.36").supported).toBe("unknown");
  const { supported, records } = addonSupports(facts, "gatekeeper", "3.18.0", "1.36");
  expect(supported).toBe("yes");
  const [record] = records;
  expect(record).toMatchObject({
    origin: { from: "shop.yaml" },
    sources: [{ id: "gatekeeper-releases", readOn: "2026-11-18" }],
  });
  expect(record && ageDaysOf(record, Date.UTC(2026, 10, 21))).toBe(3);
});

it("a record that is overridden stands in the same place, with the reason and who says so", () => {
  expect(addonSupports(knowledge, "istio", "1.31.0", "1.37").supported).toBe("yes");
  const { supported, records } = addonSupports(facts, "istio", "1.31.0", "1.37");
  expect(supported).toBe("no");
  expect(records[0]?.origin).toEqual({
    from: "shop.yaml",
    reason: "the table was edited after the release; we hold to what the mesh team tested",
    by: "platform@shop.example",
  });
  expect(records[0]?.sources.map(({ id }) => id)).toEqual(["mesh-team", "istio-notes-2026"]);
  const place = (of: typeof facts): number =>
    of.addons().findIndex(({ id }) => id === "addons/istio/1.31");
  expect(place(facts)).toBe(place(knowledge));
});

it("all other records are as they were, and made once", () => {
  for (const kind of recordKinds) {
    const own = new Set<unknown>(knowledge[kind]());
    const kept = facts[kind]().filter((record) => own.has(record));
    const replaced = kind === "addons" ? 1 : 0;
    expect(kept.length, kind).toBe(own.size - replaced);
    expect(facts[kind]()).toBe(facts[kind]());
  }
});

it("a decision names the records that are not fleetlift's own, and no others", () => {
  const used = ["addons/istio/1.31", "addons/istio/1.30", "risks/OldKernelLosesVolumes"];
  expect(addedRecords(facts, used)).toEqual([
    {
      id: "addons/istio/1.31",
      from: "shop.yaml",
      reason: "the table was edited after the release; we hold to what the mesh team tested",
    },
    { id: "risks/OldKernelLosesVolumes", from: "shop.yaml" },
  ]);
  expect(addedRecords(knowledge, used)).toEqual([]);
});

it("two files that bring one id, or override it, are told with both places", () => {
  const again = read(readFileSync(example, "utf8"), "again.yaml");
  const problems = checkKnowledgeTogether([shop, again]);
  expect(problems.map(({ file, path: field, message }) => ({ file, field, message }))).toEqual([
    {
      file: "again.yaml",
      field: "spec.records.addons[0].id",
      message: '"addons/gatekeeper/3.17": shop.yaml:22 has a record of this id already',
    },
    {
      file: "again.yaml",
      field: "spec.records.risks[0].id",
      message: '"risks/OldKernelLosesVolumes": shop.yaml:30 has a record of this id already',
    },
    {
      file: "again.yaml",
      field: "spec.overrides[0].id",
      message: '"addons/istio/1.31": shop.yaml:49 has a record of this id already',
    },
  ]);
  expect(checkKnowledgeTogether([shop])).toEqual([]);
});
