import { expect, it } from "vitest";
import {
  clusterAt,
  foundIn,
  inWords,
  requestOf,
  seen,
  workload,
} from "../clean-snapshot.fixture.ts";

it.each([
  [true, ["Blocks docker-socket: Deployment shop/build before 1.24"]],
  [false, []],
  [undefined, ["Not checked docker-socket: Deployment shop/build before 1.24"]],
])("docker.sock mounted: %s", (dockerSocket, expected) => {
  const workloads = seen(workload("build", { dockerSocket }));
  const request = requestOf(clusterAt("1.23.4", { workloads }), { target: { kubernetes: "1.24" } });
  expect(inWords(foundIn(request)).filter((words) => words.includes("docker-socket"))).toEqual(
    expected,
  );
});

it.each([
  ["eks", "free addresses in the subnets"],
  ["gke", "quotas and addresses of the project"],
  ["aks", "state of the managed cluster and its node pools"],
  ["openshift", "conditions of the ClusterVersion and the ClusterOperators"],
] as const)("what only %s itself tells is not checked", (provider, object) => {
  const found = foundIn(requestOf(clusterAt("1.35.4"), { provider }));
  expect(inWords(found)).toContain(`Not checked provider-limits: ${object}`);
});
