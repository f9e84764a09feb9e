import { expect, it } from "vitest";
import { minorsOnTheWay, missingKnowledge, type KnownCluster } from "./missing-knowledge.ts";
import { knowledge } from "./knowledge.ts";
import { ageDaysOf } from "./record-age.ts";

const READ_MS = Date.UTC(2026, 10, 20);
const DAY_MS = 24 * 60 * 60 * 1000;

const cluster = (name: string, running: string, available: readonly string[]): KnownCluster => ({
  name,
  provider: "lab",
  seen: { running: [running], available },
});

it("nothing is missing for what is known and was read lately", () => {
  const known = [cluster("a", "1.33.2", ["1.34.1", "1.36.3"]), cluster("b", "1.34.0", [])];
  expect(missingKnowledge(knowledge, known, READ_MS + 90 * DAY_MS)).toEqual([]);
});

it.each(["lab", "kubeadm", "cluster-api"] as const)(
  "%s is Kubernetes as the project publishes it, with its dates",
  (provider) => {
    const known = [{ ...cluster("a", "1.33.2", ["1.34.1"]), provider }];
    expect(missingKnowledge(knowledge, known, READ_MS)).toEqual([]);
  },
);

it("a provider with dates of its own that are not known is said so", () => {
  const known = [{ ...cluster("a", "1.33.2", ["1.34.1"]), provider: "openshift" as const }];
  expect(missingKnowledge(knowledge, known, READ_MS)).toMatchObject([
    { rule: "no-support-dates", what: "openshift" },
  ]);
});

it("names minors on the way that nothing is known of, once, with their clusters", () => {
  const known = [cluster("a", "1.36.2", ["1.39.0"]), cluster("b", "1.37.0", ["1.39.1"])];
  const gaps = missingKnowledge(knowledge, known, READ_MS);
  expect(gaps).toMatchObject([
    { rule: "no-release", what: "1.39", clusters: ["a", "b"] },
    { rule: "no-support-dates", what: "upstream 1.38", clusters: ["a", "b"] },
    { rule: "no-support-dates", what: "upstream 1.39", clusters: ["a", "b"] },
  ]);
});

it("a minor whose removals were not looked at is not one without removals", () => {
  const gaps = missingKnowledge(knowledge, [cluster("a", "1.15.3", ["1.16.4"])], READ_MS);
  expect(gaps).toMatchObject([{ rule: "no-removals", what: "1.15" }]);
});

it("a provider without support dates is named once, and so is each cluster that was not seen", () => {
  const openshift = (name: string): KnownCluster => ({
    name,
    provider: "openshift",
    seen: { error: "no answer" },
  });
  const known = [
    openshift("a"),
    { ...openshift("b"), seen: { running: ["1.34.4"], available: [] } },
  ];
  expect(missingKnowledge(knowledge, known, READ_MS)).toMatchObject([
    { rule: "no-support-dates", what: "openshift", clusters: ["a", "b"] },
    { rule: "not-seen", what: "a", clusters: ["a"], why: expect.stringContaining("no answer") },
  ]);
});

it("the dates of the project hold for those that install Kubernetes as it publishes it", () => {
  const world: KnownCluster = {
    name: "a",
    provider: "world",
    seen: { running: ["1.34.4"], available: ["1.35.4"] },
  };
  expect(missingKnowledge(knowledge, [world], READ_MS)).toEqual([]);
});

it("facts older than 90 days are told by kind, with how many there are", () => {
  const gaps = missingKnowledge(knowledge, [], READ_MS + 91 * DAY_MS);
  expect(gaps.map(({ rule }) => rule)).toEqual(Array(14).fill("old"));
  expect(gaps.find(({ what }) => what === "releases")?.why).toBe(
    `${knowledge.releases().length} records were read more than 90 days ago, on 2026-11-20 or later`,
  );
});

it("the way goes from the oldest that runs to the newest that is offered", () => {
  expect(minorsOnTheWay(["1.34.4", "1.33.1", "1.35.0"])).toEqual(["1.33", "1.34", "1.35"]);
  expect(minorsOnTheWay([])).toEqual([]);
});

it("a record is as old as the days since it was read, and never younger than none", () => {
  const [record] = knowledge.releases();
  expect(record && ageDaysOf(record, READ_MS + 3.5 * DAY_MS)).toBe(3);
  expect(record && ageDaysOf(record, READ_MS - DAY_MS)).toBe(0);
});
