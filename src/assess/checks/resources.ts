import { itemsOf, type Check, type Draft } from "../check.ts";
import { SOON_MS, dayOf } from "./days.ts";

export const crdStoredVersion: Check = {
  name: "crd-stored-version",
  sees: "CustomResourceDefinitions with stored versions that are not served, not defined any more, or deprecated",
  levels: ["Blocks", "Needs a decision"],
  peers: [],
  reads: ["crds"],
  find: ({ parts }) =>
    itemsOf(parts.crds).flatMap(({ name, storedVersions, versions }) =>
      storedVersions.flatMap((stored): readonly Draft[] => {
        const version = versions.find((each) => each.name === stored);
        if (version?.served === true && !version.deprecated) return [];
        const object = `CustomResourceDefinition ${name} ${stored}`;
        const evidence = [`status.storedVersions: ${storedVersions.join(", ")}`];
        const help = `write all its objects again, then take ${stored} out of status.storedVersions`;
        if (version === undefined) {
          const why = "objects of a version that is not defined any more cannot be read";
          return [{ level: "Blocks", object, evidence, why, help }];
        }
        const why = version.served
          ? "this version is deprecated, and the next version of its add-on may not define it any more"
          : "this version is not served, and it cannot be removed while objects may be stored in it";
        return [{ level: "Needs a decision", object, evidence, why, help }];
      }),
    ),
};

export const crdNotEstablished: Check = {
  name: "crd-not-established",
  sees: "CustomResourceDefinitions that the API server does not serve",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["crds"],
  find: ({ parts }) =>
    itemsOf(parts.crds)
      .filter(({ established }) => !established)
      .map(({ name }) => ({
        level: "Needs a decision",
        object: `CustomResourceDefinition ${name}`,
        evidence: ["its condition Established does not hold"],
        why: "what needs these objects does not work now",
        help: `see its conditions: kubectl describe crd ${name}`,
      })),
};

/** Told by the webhooks' own check, which knows what hangs on them. */
const OF_WEBHOOK = /^(webhook|api-service|conversion) /;

export const certificateExpiry: Check = {
  name: "certificate-expiry",
  sees: "certificates that are over or end within 30 days",
  levels: ["Blocks", "Needs a decision"],
  peers: [],
  reads: ["certificates"],
  concerns: (lacking) => !lacking.includes("webhooks"),
  find: ({ parts, nowMs }) =>
    itemsOf(parts.certificates)
      .filter(({ what, expiresAtMs }) => !OF_WEBHOOK.test(what) && expiresAtMs - nowMs <= SOON_MS)
      .map(({ what, expiresAtMs }) => {
        const isOver = expiresAtMs <= nowMs;
        const isOfServer = /api server/i.test(what);
        return {
          level: isOver && isOfServer ? "Blocks" : "Needs a decision",
          object: `certificate of ${what}`,
          evidence: [`it ${isOver ? "ended" : "ends"} on ${dayOf(expiresAtMs)}`],
          why: isOver
            ? "who checks it refuses the connection"
            : "it may end while the upgrade runs",
          help: isOfServer
            ? "renew it: kubeadm certs renew, or the provider's own way; kubeadm upgrade renews it too"
            : "renew it before the upgrade starts",
        };
      }),
};
