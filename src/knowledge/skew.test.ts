import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  apiServersAllowed,
  controlPlaneStepAllowed,
  kubeletAllowed,
  maxKubeletLag,
  minorsBetween,
} from "./skew.ts";

it.each([
  ["1.24.17", 2],
  ["1.25.0", 3],
  ["v1.36.3", 3],
])("a kubelet %s may be %i minors behind", (kubelet, lag) => {
  expect(maxKubeletLag(kubelet)).toBe(lag);
});

it.each([
  ["1.33.0", "1.36.3", true],
  ["1.32.9", "1.36.3", false],
  ["1.36.3", "1.36.3", true],
  ["1.36.5", "1.36.3", true],
  ["1.37.0", "1.36.3", false],
  ["1.24.0", "1.27.0", false],
  ["1.24.0", "1.26.0", true],
  ["1.25.0", "1.28.0", true],
])("kubelet %s under API server %s: %s", (kubelet, apiServer, allowed) => {
  expect(kubeletAllowed(kubelet, apiServer)).toBe(allowed);
});

it("the kubelet's minor and the API server's minor decide the same: two behind below 1.28, three from it on", () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), (kubelet, server) => {
      const lag = server - kubelet;
      const byServer = lag >= 0 && lag <= (server >= 28 ? 3 : 2);
      expect(kubeletAllowed(`1.${kubelet}.0`, `1.${server}.0`)).toBe(byServer);
    }),
  );
});

it.each([
  ["1.34.4", "1.35.0", true],
  ["1.34.4", "1.34.9", true],
  ["1.34.4", "1.34.4", true],
  ["1.34.4", "1.36.0", false],
  ["1.34.4", "1.34.3", false],
  ["1.34.4", "1.33.9", false],
])("a control plane may go from %s to %s at once: %s", (from, to, allowed) => {
  expect(controlPlaneStepAllowed(from, to)).toBe(allowed);
});

it("API servers serve side by side within one minor", () => {
  expect(apiServersAllowed("1.34.4", "1.35.1")).toBe(true);
  expect(apiServersAllowed("1.34.4", "1.36.1")).toBe(false);
});

it("every minor on the way is named, and none on the way back", () => {
  expect(minorsBetween("1.34.4", "1.36")).toEqual(["1.35", "1.36"]);
  expect(minorsBetween("1.34.4", "1.34.9")).toEqual([]);
  expect(minorsBetween("1.34.4", "1.32.0")).toEqual([]);
});
