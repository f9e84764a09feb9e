import { isWithin } from "../../knowledge/addon-version.ts";
import type { Facts } from "../../knowledge/knowledge.ts";
import { addonSupports } from "../../knowledge/look-up.ts";
import type { AddonRecord } from "../../knowledge/records.ts";
import { remembered } from "../../knowledge/remembered.ts";
import { addonName } from "../../model/hop-name.ts";
import type { AddonFacts } from "../../model/cluster-facts.ts";
import { minorNumber, minorOf } from "../../model/version.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { daysBetween, lastInstantOf } from "./days.ts";

/** Builds of EKS have records of their own. */
function knownName(facts: Facts, { name, version }: AddonFacts): string {
  const own = `${name}-eks`;
  const isEks = version.includes("eksbuild") && facts.addons().some(({ addon }) => addon === own);
  return isEks ? own : name;
}

/** The first record about a version of an add-on. */
const recordOf = remembered(
  (name: string, version: string) => `${name} ${version}`,
  (facts, name, version) =>
    facts.addons().find(({ addon, versions }) => addon === name && isWithin(version, versions)),
);

/** Not the proxies of a mesh, which follow their control plane, and not kube-proxy, which follows the skew policy. */
const isJudged = ({ name, part }: AddonFacts): boolean =>
  part !== "proxies" && !/^kube-proxy(-|$)/.test(name);

/** What the upgrade moves is held to its new versions by whoever plans the way. */
const judgedAddons = ({ parts, movedAddons = [] }: AssessContext): readonly AddonFacts[] =>
  itemsOf(parts.addons).filter((addon) => isJudged(addon) && !movedAddons.includes(addon.name));

const objectOf = ({ name, part, version }: AddonFacts): string =>
  `add-on ${addonName(name, part)} ${version}`;

/** The minors at which an add-on must work: where the cluster is, and all that it passes. */
const minorsOf = ({ from, hops }: AssessContext): readonly string[] => [minorOf(from), ...hops];

export const addonIncompatible: Check = {
  name: "addon-incompatible",
  sees: "add-ons whose version does not support a minor on the way, or the one that runs",
  levels: ["Blocks", "Needs a decision"],
  peers: ["eksup EKS005"],
  reads: ["addons"],
  find: (context) =>
    judgedAddons(context).flatMap((addon) =>
      [addon.version, ...addon.others].flatMap((version): readonly Draft[] => {
        const name = knownName(context.facts, addon);
        const answers = minorsOf(context).map((minor) => ({
          minor,
          ...addonSupports(context.facts, name, version, minor),
        }));
        const wrong = answers.find(({ supported }) => supported === "no");
        if (wrong === undefined) return [];
        const isNow = wrong.minor === minorOf(context.from);
        return [
          {
            // Where the control plane stays, what works badly now works no worse after.
            level: context.hops.length === 0 ? "Needs a decision" : "Blocks",
            object: objectOf({ ...addon, version }),
            evidence: [...addon.evidence, ...wrong.records.map(saysOf)],
            why: `${addonName(addon.name, addon.part)} ${version} does not support Kubernetes ${wrong.minor}${isNow ? ", which runs already" : ""}`,
            help: wayOut(context.facts, context.from, name, version, wrong.minor),
            hop: isNow ? context.hops[0] : wrong.minor,
            breaking: context.hops.length > 0,
            records: wrong.records,
          },
        ];
      }),
    ),
};

type Range = AddonRecord["kubernetes"];

/** `1.27 to 1.30`, `up to 1.21`, `1.31 and later`. */
function rangeWords({ from, to }: Range): string {
  if (from === undefined) return to === undefined ? "any" : `up to ${to}`;
  if (to === undefined) return `${from} and later`;
  return from === to ? from : `${from} to ${to}`;
}

/** `istio 1.24 is supported with Kubernetes 1.28 to 1.31`. */
const saysOf = ({ addon, versions, kubernetes, basis }: AddonRecord): string =>
  `${addon} ${rangeWords(versions)} is ${basis} with Kubernetes ${rangeWords(kubernetes)}`;

/** A version that supports both sides of the hop is moved to before it. */
const wayOut = remembered(
  (from: string, name: string, version: string, at: string) => `${from} ${name} ${version} ${at}`,
  findWayOut,
);

function findWayOut(facts: Facts, from: string, name: string, version: string, at: string): string {
  const records = facts.addons().filter(({ addon }) => addon === name);
  const supports = (record: AddonRecord, minor: string): boolean => {
    const sample = record.versions.from ?? record.versions.to;
    return sample !== undefined && addonSupports(facts, name, sample, minor).supported === "yes";
  };
  const before = String(Math.max(minorNumber(from), minorNumber(at) - 1));
  const bridges = records.filter(
    (record) => supports(record, at) && supports(record, `1.${before}`) && isOther(record, version),
  );
  const after = records.filter((record) => supports(record, at) && isOther(record, version));
  const [bridge, later] = [bridges.at(-1), after.at(-1)];
  if (bridge !== undefined) {
    return `move it before the hop: ${saysOf(bridge)}`;
  }
  if (later !== undefined) {
    return `no version is known to support both sides of the hop; ${saysOf(later)}`;
  }
  return "see what its publisher says of newer versions, or accept the risk";
}

const isOther = ({ versions }: AddonRecord, version: string): boolean =>
  !isWithin(version, versions);

export const addonUnknown: Check = {
  name: "addon-unknown",
  sees: "add-ons of which it is not known whether they support a minor on the way",
  levels: ["Not checked"],
  peers: [],
  reads: ["addons"],
  notHere: ({ from, hops }) =>
    hops.length === 0 ? `the control plane stays at ${from}` : undefined,
  find: (context) =>
    judgedAddons(context).flatMap((addon): readonly Draft[] => {
      const name = knownName(context.facts, addon);
      const unknown = context.hops.filter(
        (minor) => addonSupports(context.facts, name, addon.version, minor).supported === "unknown",
      );
      const [first] = unknown;
      if (first === undefined) return [];
      const rules = context.facts["addon-rules"]().filter(
        (rule) => rule.addon === addon.name && rule.strength === "required",
      );
      return [
        {
          level: "Not checked",
          object: objectOf(addon),
          // What its publisher asks for all the same: an autoscaler moves with its control plane.
          evidence: [...addon.evidence, ...rules.map(({ says }) => `${addon.name}: ${says}`)],
          records: rules,
          why: `nothing says whether it supports Kubernetes ${unknown.join(", ")}`,
          help: "look it up at its publisher; a knowledge file can add what it says",
          hop: first,
        },
      ];
    }),
};

export const addonEndOfLife: Check = {
  name: "addon-end-of-life",
  sees: "add-ons whose version gets no fixes any more",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["addons"],
  find: (context) =>
    judgedAddons(context).flatMap((addon): readonly Draft[] => {
      const name = knownName(context.facts, addon);
      const record = recordOf(context.facts, name, addon.version);
      if (record?.endOfLife === undefined) return [];
      const endMs = lastInstantOf(record.endOfLife);
      if (endMs >= context.nowMs) return [];
      return [
        {
          level: "Needs a decision",
          object: objectOf(addon),
          evidence: [
            ...addon.evidence,
            `support ended ${record.endOfLifeAbout === true ? "about " : "on "}${record.endOfLife}, ${daysBetween(endMs, context.nowMs)} days ago`,
          ],
          why: "its publisher mends nothing in it any more",
          help: isReplaced(context, record)
            ? `name a newer version in target.addons, like ${addon.name}: latest-compatible`
            : "no later version of it is known to be looked after: move to something else, or say until when it is accepted",
          records: [record],
        },
      ];
    }),
};

/** Whether a later version than those of a record is looked after still, as far as it is known. */
const isReplaced = ({ facts, nowMs }: AssessContext, old: AddonRecord): boolean =>
  facts
    .addons()
    .some(
      ({ id, addon, versions, endOfLife }) =>
        addon === old.addon &&
        id !== old.id &&
        versions.from !== undefined &&
        isWithin(versions.from, { from: old.versions.from }) &&
        (endOfLife === undefined || lastInstantOf(endOfLife) >= nowMs),
    );

export const addonMixedVersions: Check = {
  name: "addon-mixed-versions",
  sees: "add-ons that run in several versions: a move that was begun and not ended",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["addons"],
  find: (context) =>
    itemsOf(context.parts.addons)
      .filter(({ others, part }) => others.length > 0 && part !== "proxies")
      .map((addon) => ({
        level: "Needs a decision",
        object: `add-on ${addonName(addon.name, addon.part)}`,
        evidence: [`versions ${[addon.version, ...addon.others].join(", ")}`, ...addon.evidence],
        why: "every version that runs must support the way, and a move that is half done may go on meanwhile",
        help: "finish the move, or remove what is left of the old version",
      })),
};

/** How many minors proxies may be behind their control plane (record addon-rules/istio/proxies). */
const MOST_BEHIND = 1;

export const meshProxies: Check = {
  name: "mesh-proxies-skew",
  sees: "proxies of a service mesh ahead of their control plane, or more than one minor behind it",
  levels: ["Will disturb"],
  peers: [],
  reads: ["addons"],
  find: ({ parts, facts }) => {
    const addons = itemsOf(parts.addons);
    return addons
      .filter(({ part }) => part === "proxies")
      .flatMap((proxies): readonly Draft[] => {
        const control = addons.find(
          ({ name, part }) => name === proxies.name && part === "control-plane",
        );
        if (control === undefined) return [];
        const lags = [proxies.version, ...proxies.others].map(
          (version) => minorNumber(control.version) - minorNumber(version),
        );
        const wrong = lags.filter((lag) => lag < 0 || lag > MOST_BEHIND);
        if (wrong.length === 0) return [];
        const record = facts["addon-rules"]().find(({ id }) => id === "addon-rules/istio/proxies");
        return [
          {
            level: "Will disturb",
            object: `add-on ${addonName(proxies.name, "proxies")} ${proxies.version}`,
            evidence: [`control plane ${control.version}`, ...proxies.evidence],
            why: wrong.some((lag) => lag < 0)
              ? "proxies must never be ahead of their control plane"
              : `proxies may be ${MOST_BEHIND} minor behind their control plane, and these are ${Math.max(...wrong)}`,
            help: "restart the workloads that carry the old proxies before the mesh moves again",
            records: record === undefined || proxies.name !== "istio" ? [] : [record],
          },
        ];
      });
  },
};
