import { expect, it } from "vitest";
import { isKustomization } from "./kustomization-name.ts";
import { kustomizationParts } from "./kustomization.ts";

const text = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deploy.yaml
  - ../base
  - https://example.com/all.yaml
  - github.com/org/repo//deploy?ref=v1
components:
  - git@github.com:org/repo.git
helmCharts:
  - name: redis
patches:
  - path: patch.yaml
  - target: {kind: CronJob}
    patch: |-
      apiVersion: batch/v1beta1
      kind: CronJob
patchesStrategicMerge:
  - other.yaml
  - |
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
`;

it("finds the patches that are written into it, with their lines", () => {
  expect(kustomizationParts("k.yaml", text).patches).toEqual([
    { line: 16, text: "apiVersion: batch/v1beta1\nkind: CronJob" },
    { line: 21, text: "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\n" },
  ]);
});

it("a patch in quotes stands on its own line", () => {
  const quoted = 'patches:\n- patch: "kind: CronJob\\napiVersion: batch/v1beta1\\n"\n';
  expect(kustomizationParts("k.yaml", quoted).patches).toEqual([
    { line: 2, text: "kind: CronJob\napiVersion: batch/v1beta1\n" },
  ]);
});

it("tells what it takes from elsewhere, which no file here holds", () => {
  const { unread } = kustomizationParts("k.yaml", text);
  expect(unread.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    "6 https://example.com/all.yaml is taken from elsewhere",
    "7 github.com/org/repo//deploy?ref=v1 is taken from elsewhere",
    "9 git@github.com:org/repo.git is taken from elsewhere",
    "11 a chart is rendered by kustomize",
  ]);
  expect(unread[0]?.help).toContain("kustomize build DIR | fleetlift scan -");
});

it.each(["a: [", "", "- list", "resources: word\npatches: {a: 1}\n", "patches: [a, {patch: 1}]"])(
  "finds nothing in %j, and does not throw",
  (other) => {
    expect(kustomizationParts("k.yaml", other)).toEqual({ patches: [], unread: [] });
  },
);

it("knows the names that kustomize looks for", () => {
  const names = ["kustomization.yaml", "kustomization.yml", "Kustomization", "kustomization.json"];
  expect(names.map(isKustomization)).toEqual([true, true, true, false]);
});
