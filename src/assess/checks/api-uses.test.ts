import { expect, it } from "vitest";
import type { ApiUseFacts } from "../../model/cluster-facts.ts";
import { clusterAt, foundIn, inWords, NOW_MS, requestOf, seen } from "../clean-snapshot.fixture.ts";

const DAY_MS = 86_400_000;

function use(by: ApiUseFacts["by"], other: Partial<ApiUseFacts> = {}): ApiUseFacts {
  return {
    by,
    group: "flowcontrol.apiserver.k8s.io",
    version: "v1beta3",
    kind: "FlowSchema",
    objects: ["jobs"],
    count: 1,
    who: [],
    ...other,
  };
}

function findingsOf(uses: readonly ApiUseFacts[], from: string, to: string | undefined) {
  const target = to === undefined ? {} : { kubernetes: to };
  return foundIn(requestOf(clusterAt(from, { apiUses: seen(...uses) }), { target })).filter(
    ({ check }) => check.includes("api"),
  );
}

const found = (uses: readonly ApiUseFacts[], from = "1.31.4", to = "1.33"): readonly string[] =>
  inWords(findingsOf(uses, from, to));

const FLOW = "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema";

it.each<readonly [string, ApiUseFacts, readonly string[]]>([
  [
    "is asked for, by its resource's name",
    use("requested", { kind: "flowschemas", objects: [], count: 40 }),
    ["Blocks removed-api-requested: flowcontrol.apiserver.k8s.io/v1beta3 flowschemas before 1.32"],
  ],
  [
    "was written of late",
    use("managed-fields", { who: ["helm"], lastAtMs: NOW_MS - 30 * DAY_MS }),
    [`Blocks removed-api-stored: ${FLOW} jobs before 1.32`],
  ],
  [
    "was written, nobody knows when",
    use("managed-fields", { who: ["helm"] }),
    [`Blocks removed-api-stored: ${FLOW} jobs before 1.32`],
  ],
  [
    "was written long ago, which its fields never forget",
    use("managed-fields", { who: ["helm"], lastAtMs: NOW_MS - 31 * DAY_MS }),
    [`Needs a decision removed-api-stored: ${FLOW} jobs before 1.32`],
  ],
  ["is stored", use("stored"), [`Blocks removed-api-stored: ${FLOW} jobs before 1.32`]],
  [
    "was last applied by several",
    use("last-applied", { objects: ["a", "b", "c", "d", "e", "f"], count: 7 }),
    [`Needs a decision removed-api-last-applied: ${FLOW} before 1.32`],
  ],
  [
    "is in a release",
    use("helm-release", { who: ["shop/web"] }),
    [`Blocks removed-api-in-helm-release: ${FLOW} in release shop/web before 1.32`],
  ],
  ["is of a version that stays", use("managed-fields", { version: "v1" }), []],
])("an API that goes on the way and %s", (_, each, expected) => {
  expect(found([each])).toEqual(expected);
});

it("what goes later than the target is deprecated, once for all its uses", () => {
  expect(found([use("managed-fields"), use("last-applied")], "1.30.4", "1.31")).toEqual([
    `Needs a decision deprecated-api: ${FLOW} before 1.32`,
  ]);
});

it("an API that went before is not on the way", () => {
  expect(found([use("managed-fields")], "1.32.4", "1.34")).toEqual([]);
});

it("without a target no removal is asked about", () => {
  expect(inWords(findingsOf([use("managed-fields")], "1.31.4", undefined))).toEqual([
    `Needs a decision deprecated-api: ${FLOW} before 1.32`,
  ]);
});

it("says what replaces it, what changes, who did it and when, and where that is written", () => {
  const [finding] = findingsOf(
    [use("managed-fields", { who: ["helm"], lastAtMs: NOW_MS, count: 2, objects: ["a", "b"] })],
    "1.31.4",
    "1.33",
  );
  expect(finding).toMatchObject({
    breaking: true,
    evidence: [{ words: "2 objects written with it by helm: a, b", atMs: NOW_MS }],
    records: ["apis/flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema"],
  });
  expect(finding?.help).toMatch(/^flowcontrol.apiserver.k8s.io\/v1 FlowSchema replaces it/);
  expect(finding?.url).toMatch(/^https:/);
});

it("a replacement that is not served yet is said", () => {
  const each = use("managed-fields", {
    group: "policy",
    version: "v1beta1",
    kind: "PodDisruptionBudget",
  });
  expect(findingsOf([each], "1.20.4", "1.25")[0]?.help).toContain("served from 1.21 on");
});

it("what nothing replaces is to be given up", () => {
  const each = use("managed-fields", {
    group: "policy",
    version: "v1beta1",
    kind: "PodSecurityPolicy",
  });
  expect(findingsOf([each], "1.24.4", "1.25")[0]?.help).toContain("nothing replaces");
});

it.each([
  ["v1alpha2", "Certificate", "cert-manager.io", "write it as cert-manager.io/v1"],
  ["v1beta1", "VolumeSnapshot", "snapshot.storage.k8s.io", "snapshot.storage.k8s.io/v1"],
])("%s %s of an add-on is dropped by a later version of it", (version, kind, group, words) => {
  const [finding] = findingsOf([use("last-applied", { group, version, kind })], "1.35.4", "1.36");
  expect(finding).toMatchObject({ check: "addon-api-removed", level: "Needs a decision" });
  expect(finding?.help).toContain(words);
});

it("a minor that is not released, or of which nothing is known, is not checked", () => {
  const way = (from: string, to: string) =>
    inWords(foundIn(requestOf(clusterAt(from), { target: { kubernetes: to } }))).filter((words) =>
      words.includes("knowledge-of-the-way"),
    );
  expect(way("1.37.1", "1.39")).toEqual([
    "Not checked knowledge-of-the-way: Kubernetes 1.38 before 1.38",
    "Not checked knowledge-of-the-way: Kubernetes 1.39 before 1.39",
  ]);
  expect(way("1.35.1", "1.36")).toEqual([]);
});
