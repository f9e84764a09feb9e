import type { Lacking } from "../model/cluster-facts.ts";
import type { Finding } from "../model/finding.ts";
import { itemsOf, type AssessContext, type Check, type Draft, type PartName } from "./check.ts";
import { sourceUrl } from "./scan/source-url.ts";

/** How a part is called in words, one and many. */
const PART_WORDS: Readonly<Record<PartName, readonly [string, string]>> = {
  nodes: ["node", "nodes"],
  workloads: ["workload", "workloads"],
  barePods: ["bare pod", "bare pods"],
  pendingPods: ["pending pod", "pending pods"],
  budgets: ["PodDisruptionBudget", "PodDisruptionBudgets"],
  webhooks: ["webhook", "webhooks"],
  volumes: ["volume", "volumes"],
  csiDrivers: ["CSI driver", "CSI drivers"],
  crds: ["CustomResourceDefinition", "CustomResourceDefinitions"],
  apiUses: ["use of an API version", "uses of API versions"],
  helmReleases: ["Helm release", "Helm releases"],
  addons: ["add-on", "add-ons"],
  certificates: ["certificate", "certificates"],
  queries: ["query", "queries"],
};

/**
 * What one check says of one cluster. It never says nothing: a part that was not seen is
 * `Not checked` with what would let it be seen, one that was seen in part says so, and only a check
 * that saw all it needs and found nothing has `Passed`.
 */
export function runCheck(check: Check, context: AssessContext): readonly Finding[] {
  const reason = whyNotHere(check, context);
  if (reason !== undefined) return [notApplicable(check, context, reason)];
  const drafts = draftsOf(check, context);
  if (drafts.length === 0) return [passed(check, context)];
  return drafts.map((draft) => findingOf(check, draft, context));
}

/** What one check says, but for that it passed or does not apply. */
export function foundBy(check: Check, context: AssessContext): readonly Finding[] {
  if (whyNotHere(check, context) !== undefined) return [];
  return draftsOf(check, context).map((draft) => findingOf(check, draft, context));
}

function whyNotHere(check: Check, context: AssessContext): string | undefined {
  return noDrain(check, context) ?? check.notHere?.(context);
}

function draftsOf(check: Check, context: AssessContext): readonly Draft[] {
  const unseen = check.reads.flatMap((name) => notSeen(name, context));
  if (unseen.length > 0) return unseen;
  return [
    ...check.find(context),
    ...check.reads.flatMap((name) => seenInPart(name, check, context)),
  ];
}

function noDrain({ ofDrain }: Check, { strategy }: AssessContext): string | undefined {
  const isTakenOver = strategy === "blue-green" || strategy === "canary";
  if (ofDrain === undefined || !isTakenOver) return undefined;
  return `${strategy}: a second cluster takes over, and no node of this one is drained`;
}

function notSeen(name: PartName, { parts }: AssessContext): readonly Draft[] {
  const part = parts[name];
  if (part.kind === "seen") return [];
  return [notChecked(PART_WORDS[name][1], part.why, part.help)];
}

/** What is missing in a part that was seen. */
function seenInPart(name: PartName, check: Check, { parts }: AssessContext): readonly Draft[] {
  const part = parts[name];
  if (part.kind === "not-seen") return [];
  const { more = 0, lacking = [] } = part;
  const [one, many] = PART_WORDS[name];
  const rest =
    more === 0
      ? []
      : [
          notChecked(
            `${more} more ${more === 1 ? one : many}`,
            `${part.items.length} were kept, and ${more} more were left off to keep the snapshot small`,
            "mend what was found, then assess again: the rest moves up",
          ),
        ];
  const gaps = lacking.filter(({ what }) => check.concerns?.(what) ?? true);
  return [...rest, ...gaps.map(({ what, why, help }: Lacking) => notChecked(what, why, help))];
}

function notChecked(object: string, why: string, help: string): Draft {
  return { level: "Not checked", object, evidence: [], why, help };
}

function findingOf(check: Check, draft: Draft, { snapshot, nowMs }: AssessContext): Finding {
  const { object, level, why, help, hop, owner, breaking = false, records = [] } = draft;
  const url = records.map(({ sources }) => sourceUrl(sources)).find((each) => each !== undefined);
  return {
    id: `${check.name}/${object}`,
    check: check.name,
    level,
    cluster: snapshot.cluster,
    object,
    evidence: draft.evidence.map((each) =>
      typeof each === "string" ? { words: each, atMs: nowMs } : each,
    ),
    why,
    help,
    ...(hop === undefined ? {} : { hop }),
    breaking,
    ...(owner === undefined || owner === "" ? {} : { owner }),
    records: records.map(({ id }) => id),
    ...(url === undefined ? {} : { url }),
  };
}

function passed(check: Check, context: AssessContext): Finding {
  const counts = check.reads.map((name) => {
    const items: readonly unknown[] = itemsOf<unknown>(context.parts[name]);
    return `${items.length} ${PART_WORDS[name][items.length === 1 ? 0 : 1]}`;
  });
  const evidence = counts.length === 0 ? [] : [`looked at ${counts.join(" and ")}`];
  return quiet(check, context, "Passed", evidence, `nothing was found: ${check.sees}`);
}

function notApplicable(check: Check, context: AssessContext, why: string): Finding {
  return quiet(check, context, "Not applicable", [], why);
}

function quiet(
  check: Check,
  { snapshot, nowMs }: AssessContext,
  level: "Passed" | "Not applicable",
  evidence: readonly string[],
  why: string,
): Finding {
  return {
    id: `${check.name}/${snapshot.cluster}`,
    check: check.name,
    level,
    cluster: snapshot.cluster,
    object: snapshot.cluster,
    evidence: evidence.map((words) => ({ words, atMs: nowMs })),
    why,
    help: "",
    breaking: false,
    records: [],
  };
}
