import { expect, it } from "vitest";
import { minorNumber } from "../model/version.ts";
import sources from "./data/sources.json" with { type: "json" };
import { allRecords, knowledge, recordKinds, sourceOf } from "./knowledge.ts";
import { newestMinor, release } from "./look-up.ts";
import { sourceSchema } from "./record-parts.ts";
import { recordSchemas } from "./records.ts";

/** The records as the data has them: with ids for sources. */
const written = recordKinds.flatMap((kind) =>
  knowledge[kind]().map((record) => ({
    kind,
    record: { ...record, sources: record.sources.map(({ id }) => id) },
  })),
);

it("every kind has records, and every record is of its schema", () => {
  expect(recordKinds.toSorted()).toEqual(Object.keys(recordSchemas).toSorted());
  expect(new Set(written.map(({ kind }) => kind))).toEqual(new Set(recordKinds));
  for (const { kind, record } of written) {
    expect(recordSchemas[kind].safeParse(record).error, record.id).toBeUndefined();
  }
});

it.each(recordKinds)("a field that is not known is refused in %s", (kind) => {
  const first = written.find((each) => each.kind === kind);
  const { success } = recordSchemas[kind].safeParse({ ...first?.record, hint: "x" });
  expect(success).toBe(false);
});

it("ids are unique over all kinds, and so are those of sources, each of which is used", () => {
  const ids = allRecords(knowledge).map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const named = new Set(
    allRecords(knowledge).flatMap((record) => record.sources.map(({ id }) => id)),
  );
  expect(sources.map(({ id }) => id).toSorted()).toEqual([...named].toSorted());
});

it("ids are made of names that do not change", () => {
  for (const { id, group, version, kind } of knowledge.apis())
    expect(id).toBe(`apis/${group || "core"}/${version}/${kind}`);
  for (const { id, minor } of knowledge.releases()) expect(id).toBe(`releases/${minor}`);
  for (const { id, provider, minor } of knowledge.support())
    expect(id).toBe(`support/${provider}/${minor}`);
  for (const { id, addon } of knowledge.addons()) expect(id).toMatch(`addons/${addon}/`);
  for (const { id, addon } of knowledge["addon-rules"]())
    expect(id).toMatch(`addon-rules/${addon}/`);
});

it("no add-on's pair of versions is told twice", () => {
  const pairs = knowledge
    .addons()
    .map(({ addon, versions, kubernetes, basis }) =>
      JSON.stringify([addon, versions, kubernetes, basis]),
    );
  expect(new Set(pairs).size).toBe(pairs.length);
});

it("a source that is not there is a fault that says so", () => {
  expect(() => sourceOf("hearsay")).toThrow("a source hearsay that it lacks");
  expect(sourceSchema.safeParse({ ...sources[0], hint: "x" }).success).toBe(false);
});

const minors = Array.from(
  { length: minorNumber(newestMinor(knowledge)) - 15 },
  (_, index) => `1.${16 + index}`,
);

it.each(minors)("the removals of %s are stated, and are those of the API records", (minor) => {
  const removed = knowledge.apis().filter((api) => api.removed === minor);
  expect(release(knowledge, minor)?.removedApis).toBe(removed.length);
});

it("some minors remove nothing, and say so", () => {
  const none = minors.filter((minor) => release(knowledge, minor)?.removedApis === 0);
  expect(none).toEqual(["1.18", "1.28", "1.30"]);
});

it("every released minor from 1.16 on has its day, its end of life and a patch", () => {
  for (const minor of minors) {
    const { releasedOn, endOfLife, latestPatch } = release(knowledge, minor) ?? {};
    expect(releasedOn && endOfLife && releasedOn < endOfLife, minor).toBe(true);
    expect(latestPatch?.version.startsWith(`${minor}.`), minor).toBe(true);
  }
});

it("a type is introduced, deprecated and removed in this order, and its replacement is known", () => {
  const ids = new Set(knowledge.apis().map(({ id }) => id));
  for (const { id, introduced, deprecated, removed, replacement } of knowledge.apis()) {
    const order = [introduced, deprecated, removed].flatMap((minor) =>
      minor === undefined ? [] : [minorNumber(minor)],
    );
    expect(order, id).toEqual(order.toSorted((a, b) => a - b));
    if (replacement === undefined) continue;
    const { group, version, kind } = replacement;
    expect(ids, id).toContain(`apis/${group || "core"}/${version}/${kind}`);
  }
});
