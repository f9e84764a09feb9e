import { expect, it } from "vitest";
import { clusterSchema, DRIVEN_PROVIDERS, type Provider, providerSchema } from "./fleet.ts";
import { NOT_YET } from "./not-yet.ts";

it.each<Provider>([
  { kind: "eks", region: "eu-west-3", account: "123456789012", cluster: "Shop_1" },
  { kind: "gke", project: "shop", location: "europe-west1-b" },
  { kind: "aks", subscription: "s", resourceGroup: "g", location: "westeurope" },
  { kind: "cluster-api", namespace: "clusters", management: "mgmt" },
  { kind: "openshift", cluster: "a" },
  { kind: "kubeadm" },
])("a provider as the clouds name things: %j", (provider) => {
  expect(providerSchema.parse(provider)).toEqual(provider);
  expect(DRIVEN_PROVIDERS.has(provider.kind)).toBe(false);
});

it.each([{ kind: "cloud" }, {}, "lab"])("%j is no provider, now or later", (provider) => {
  const message = providerSchema.safeParse(provider).error?.issues[0]?.message;
  expect(message).toContain("Invalid");
});

it("what the design knows and this version does not act upon is refused in words of its own", () => {
  expect(clusterSchema.parse({ name: "a" })).toEqual({ name: "a" });
  expect(clusterSchema.safeParse({ name: "a", naming: {} }).error?.issues).toMatchObject([
    { path: ["naming"], message: NOT_YET },
  ]);
});
