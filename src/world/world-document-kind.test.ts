import { expect, it } from "vitest";
import { readDocuments } from "../spec/read-documents.ts";
import { addonWorldText } from "./addon-world.fixture.ts";
import { smallWorldText } from "./small-world.fixture.ts";
import { worldDocumentKind } from "./world-document-kind.ts";

function problems(text: string): readonly string[] {
  const read = readDocuments(text, "small.yaml", { World: worldDocumentKind });
  return read.kind === "read"
    ? []
    : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

function replaced(from: string, to: string): readonly string[] {
  const text = smallWorldText();
  expect(text).toContain(from);
  return problems(text.replace(from, to));
}

it("takes the small world as it is", () => {
  expect(problems(smallWorldText())).toEqual([]);
});

it.each([
  [
    "a template that is not there",
    "template: shop,",
    "template: shp,",
    '"shp": not in this file. Did you mean shop?',
  ],
  [
    "a pool that is not there",
    "replicas: 6, pool: general",
    "replicas: 6, pool: genral",
    "Did you mean general?",
  ],
  [
    "a pool written twice",
    "name: general, dialect",
    "name: system, dialect",
    "has this name already",
  ],
  [
    "a workload written twice",
    "name: orders, replicas",
    "name: cart, replicas",
    "shop/cart already",
  ],
  [
    "a budget without a limit",
    "name: cart, minAvailable: 4",
    "name: cart",
    "expected minAvailable or maxUnavailable",
  ],
  [
    "a budget with both limits",
    "name: cart, minAvailable: 4",
    "name: cart, minAvailable: 4, maxUnavailable: 1",
    "cannot both be set",
  ],
  ["a field that does not exist", "seed: small", "sede: small", "Did you mean seed?"],
  ["a start that is no time", '"2026-11-23T08:00:00Z"', "tomorrow", "expected a time in UTC"],
  [
    "kubelets ahead of their control plane",
    "region: eu-west-3,",
    'region: eu-west-3, pools: { general: { version: "1.35.4" } },',
    "cannot be newer than its control plane",
  ],
  [
    "other settings for a pool that is not there",
    "region: eu-west-3,",
    "region: eu-west-3, pools: { sytem: { size: 3 } },",
    "Did you mean system?",
  ],
])("refuses %s", (_, from, to, words) => {
  expect(replaced(from, to).join("\n")).toContain(words);
});

it.each([
  [{ name: "x", kind: "TerminationStuck", workload: "shop/crt" }, "Did you mean shop/cart?"],
  [
    { name: "x", kind: "BudgetAllowsNothing", budget: "shop/nothing" },
    "There are: kube-system/coredns",
  ],
  [{ name: "x", kind: "NodesNeverJoin", pool: "generl" }, "Did you mean general?"],
  [{ name: "x", kind: "ApiErrors" }, "probability"],
  [{ name: "x", kind: "ApiDwn" }, "Did you mean ApiDown?"],
])("refuses the fault %j", (fault, words) => {
  expect(problems(smallWorldText([fault])).join("\n")).toContain(words);
});

it("takes the world of add-ons as it is", () => {
  expect(problems(addonWorldText())).toEqual([]);
});

it.each([
  [
    "a workload that is not there",
    "[kube-system/coredns]",
    "[kube-system/codedns]",
    "Did you mean",
  ],
  ["proxies of a workload that is not there", "shop/agent]", "shop/agnt]", "Did you mean"],
  ["a workload whose pods nobody makes anew", "kind: DaemonSet", "kind: StaticPod", "shop/agent"],
  ["an add-on written twice", "- name: coredns", "- name: istio", "has this name already"],
  ["an image without its version", "coredns:v{version}", "coredns:v1", "{version}"],
  ["a version that is a number", 'version: "1.12.0"', "version: 1.12", "in quotes"],
  ["no minor", 'to: "1.34"', 'to: "1.34.2"', "a minor of Kubernetes"],
  [
    "other settings for an add-on that is not there",
    'version: "1.34.4",',
    'version: "1.34.4", addons: { isto: { version: "1.29.2" } },',
    "Did you mean istio?",
  ],
  ["a CRD without its group", "issuers.cert-manager.io", "issuers", "PLURAL.GROUP"],
])("refuses of add-ons %s", (_, from, to, words) => {
  const text = addonWorldText();
  expect(text).toContain(from);
  expect(problems(text.replace(from, to)).join("\n")).toContain(words);
});

it("refuses faults of add-ons that are not there", () => {
  const fault = { name: "x", kind: "SlowAddon", addon: "isto", factor: 2 };
  expect(problems(addonWorldText([fault])).join("\n")).toContain("Did you mean istio?");
});
