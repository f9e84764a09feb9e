import { expect, it } from "vitest";
import { addonVersion, byAge, imageName } from "./addon-version.ts";

it.each([
  ["registry.k8s.io/coredns/coredns:v1.11.3", "coredns/coredns", "v1.11.3"],
  ["coredns:1.11", "coredns", "1.11"],
  ["localhost:5000/a/b@sha256:00", "a/b", ""],
  ["localhost/a:1", "a", "1"],
  ["istio/pilot", "istio/pilot", ""],
  ["reg.example:5000/x", "x", ""],
])("%s is %s at %j", (image, repository, tag) => {
  expect(imageName(image)).toEqual({ repository, tag });
});

it.each([
  ["v1.11.3", "1.11.3"],
  ["1.24.1-distroless", "1.24.1"],
  ["stable-2.14.1", "2.14.1"],
  ["v1.11.1-eksbuild.4", "1.11.1-eksbuild.4"],
  ["v1.33.0-minimal-eksbuild.2", "1.33.0-eksbuild.2"],
  ["v3.0.0-rc1", "3.0.0-rc1"],
  ["controller-v1.2.3", "1.2.3"],
  ["v1.22.28-gke.5", "1.22.28"],
  ["latest", ""],
  ["", ""],
  ["3", ""],
])("%j is version %j", (written, version) => {
  expect(addonVersion(written)).toBe(version);
});

it("goes by numbers, and not by letters", () => {
  expect(["1.10.0", "1.9.1", "1.9", "1.9.1-eksbuild.2"].toSorted(byAge)).toEqual([
    "1.9",
    "1.9.1",
    "1.9.1-eksbuild.2",
    "1.10.0",
  ]);
});
