import type { Json } from "../../model/data.ts";
import type { AddonPartView, AddonView, AddonWorkload } from "../../ports/addon-port.ts";
import { lookContext } from "../run-in-world.fixture.ts";
import { addonMoveInput, type AddonMoveInput } from "./input.ts";

export const NOW_MS = 1_000_000;
export const STARTED_MS = 900_000;

export const workload = (version: string, more: Partial<AddonWorkload> = {}): AddonWorkload => ({
  kind: "Deployment",
  namespace: "kube-system",
  name: "coredns",
  desired: 2,
  available: 2,
  version,
  updated: 2,
  outdated: 0,
  ...more,
});

/** A part at rest, its one workload well. */
export const part = (version: string, more: Partial<AddonPartView> = {}): AddonPartView => ({
  part: "whole",
  version,
  failure: "",
  changedBy: "",
  workloads: [workload(version)],
  ...more,
});

export const addon = (one: AddonPartView, more: Partial<AddonView> = {}): AddonView => ({
  name: "coredns",
  managedBy: { kind: "helm", name: "Helm release kube-system/coredns" },
  parts: [one],
  ...more,
});

export const input = (more: Partial<AddonMoveInput> = {}): AddonMoveInput =>
  addonMoveInput.parse({ addon: "coredns", part: "whole", from: "1.11.3", to: "1.12.1", ...more });

export const context = (memo: Json = null, nowMs = NOW_MS) => lookContext(nowMs, STARTED_MS, memo);

/** What a look leaves that has asked so long ago, and has watched for as long without a change. */
export const asked = (agoMs: number, more: Readonly<Record<string, Json>> = {}): Json => ({
  from: "1.11.3",
  gaveUp: 0,
  asked: { what: "upgrade", atMs: NOW_MS - agoMs },
  progress: { seen: "", lookedAtMs: NOW_MS - 10_000, stillMs: 0 },
  ...more,
});
