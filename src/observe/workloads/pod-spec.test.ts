import { expect, it } from "vitest";
import { claimsOf, podSpecSchema, requestsOf, shapeOf, withoutDigest } from "./pod-spec.ts";

const requests = (cpu: string, memory = "0") => ({ resources: { requests: { cpu, memory } } });
const spec = (written: object) => podSpecSchema.parse(written);

it.each([
  ["the sum of its containers", { containers: [requests("100m"), requests("0.2")] }, 300],
  [
    "the largest container that starts it, when that is more",
    { containers: [requests("100m")], initContainers: [requests("1"), requests("500m")] },
    1_000,
  ],
  [
    "containers that start it and stay, beside the others",
    {
      containers: [requests("100m")],
      initContainers: [{ ...requests("50m"), restartPolicy: "Always" }],
    },
    150,
  ],
  [
    "one that starts it beside one that stays",
    {
      containers: [requests("100m")],
      initContainers: [{ ...requests("50m"), restartPolicy: "Always" }, requests("400m")],
    },
    450,
  ],
  ["its runtime's overhead too", { containers: [requests("1")], overhead: { cpu: "250m" } }, 1_250],
  ["what it asks for as a whole", { containers: [requests("1")], ...requests("2") }, 2_000],
  ["nothing, when it asks for nothing", { containers: [{ name: "a" }] }, 0],
  ["nothing, without containers", { containers: null }, 0],
])("a pod counts for %s", (_, written, cpuMillis) => {
  expect(requestsOf(spec(written)).cpuMillis).toBe(cpuMillis);
});

it("asks for memory in whole MiB, rounded up", () => {
  expect(requestsOf(spec({ containers: [requests("0", "100M")] })).memoryMi).toBe(96);
});

const term = (topologyKey: string, labels?: object) => ({
  topologyKey,
  ...(labels && { labelSelector: { matchLabels: labels } }),
});
const apart = (...terms: readonly object[]) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const HOST = "kubernetes.io/hostname";

it.each([
  ["required to be apart by host", apart(term(HOST, { app: "a" })), true],
  ["apart by zone only", apart(term("topology.kubernetes.io/zone", { app: "a" })), false],
  ["apart from others", apart(term(HOST, { app: "b" })), false],
  ["apart from what nothing selects", apart(term(HOST)), false],
  [
    "spread by host, strictly",
    {
      topologySpreadConstraints: [
        { ...term(HOST, { app: "a" }), whenUnsatisfiable: "DoNotSchedule" },
      ],
    },
    true,
  ],
  [
    "spread by host where that can be",
    {
      topologySpreadConstraints: [
        { ...term(HOST, { app: "a" }), whenUnsatisfiable: "ScheduleAnyway" },
      ],
    },
    false,
  ],
  ["anywhere", {}, false],
])("pods %s are one per node: %j", (_, written, onePerNode) => {
  expect(shapeOf(spec(written), { app: "a" }).onePerNode).toBe(onePerNode);
});

it("claims are those written, and those made with the pod", () => {
  const volumes = [
    { name: "data", persistentVolumeClaim: { claimName: "d" } },
    { name: "scratch", ephemeral: {} },
    { name: "empty", emptyDir: {} },
  ];
  expect(claimsOf("web-1", spec({ volumes }))).toEqual(["d", "web-1-scratch"]);
  expect(shapeOf(spec({ volumes }), {})).toMatchObject({ claims: 2, emptyDir: true });
});

it("an image is shown without its digest", () => {
  expect(withoutDigest("reg.example:5000/a:1@sha256:00")).toBe("reg.example:5000/a:1");
  expect(withoutDigest("a:1")).toBe("a:1");
});
