import { expect, it } from "vitest";
import { clusterSchema, providerSchema } from "./fleet.ts";
import { NOT_YET } from "./not-yet.ts";

it.each(["eks", "gke", "aks", "cluster-api", "openshift", "kubeadm"])(
  "the provider %s is known, but has no driver yet",
  (kind) => {
    expect(providerSchema.safeParse({ kind }).error?.issues).toMatchObject([
      {
        path: ["kind"],
        message: "a provider that this version has no driver for yet: expected world or lab",
      },
    ]);
  },
);

it.each([{ kind: "cloud" }, {}, "lab"])("%j is no provider, now or later", (provider) => {
  const message = providerSchema.safeParse(provider).error?.issues[0]?.message;
  expect(message).toContain("Invalid");
});

it("what the design knows and this version does not act upon is refused in words of its own", () => {
  expect(clusterSchema.parse({ name: "a" })).toEqual({ name: "a" });
  expect(clusterSchema.safeParse({ name: "a", windows: [] }).error?.issues).toMatchObject([
    { path: ["windows"], message: NOT_YET },
  ]);
});
