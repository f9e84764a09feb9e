import type { Json } from "../model/data.ts";
import { compareVersions } from "../model/version.ts";
import { repeatedNames } from "../spec/check-names.ts";
import type { DocumentKind } from "../spec/document-kinds.ts";
import { nearest } from "../spec/nearest.ts";
import type { Complaint, FieldPath } from "../spec/problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "../spec/rough-data.ts";
import { worldSchema } from "./world-document.ts";

/** How a world is read, for `readDocuments`. */
export const worldDocumentKind = {
  schema: worldSchema,
  check: checkWorld,
} as const satisfies DocumentKind;

const TEMPLATES = ["spec", "templates"] as const;
const CLUSTERS = ["spec", "clusters"] as const;

/** What the schema of a world cannot say: names that must be one, and names that must be there. */
function checkWorld(world: Json): readonly Complaint[] {
  const templates = itemsOf(fieldOf(world, ...TEMPLATES));
  const clusters = itemsOf(fieldOf(world, ...CLUSTERS));
  return [
    ...repeatedNames(templates, TEMPLATES, "template"),
    ...repeatedNames(clusters, CLUSTERS, "cluster"),
    ...templates.flatMap((template, at) => checkTemplate(template, [...TEMPLATES, at])),
    ...clusters.flatMap((cluster, at) => checkCluster(cluster, [...CLUSTERS, at], templates)),
  ];
}

function checkTemplate(template: Json, path: FieldPath): readonly Complaint[] {
  const pools = itemsOf(fieldOf(template, "pools"));
  const workloads = itemsOf(fieldOf(template, "workloads"));
  const budgets = itemsOf(fieldOf(template, "budgets"));
  return [
    ...repeatedNames(pools, [...path, "pools"], "pool"),
    ...repeatedKeys(workloads, [...path, "workloads"], "workload"),
    ...repeatedKeys(budgets, [...path, "budgets"], "budget"),
    ...workloads.flatMap((workload, at) =>
      unknownName([...path, "workloads", at, "pool"], workload, "pool", namesOf(pools)),
    ),
    ...budgets.flatMap((budget, at) => checkBudget(budget, [...path, "budgets", at])),
    ...checkAddons(itemsOf(fieldOf(template, "addons")), [...path, "addons"], workloads),
  ];
}

/** An add-on stands on workloads of its template, of a kind whose pods are made anew. */
function checkAddons(
  addons: readonly Json[],
  path: FieldPath,
  workloads: readonly Json[],
): readonly Complaint[] {
  const rolled = workloads.filter((one) => ROLLED.includes(textOf(one, "kind"))).map(keyOf);
  const complaints = addons.flatMap((addon, at) =>
    [["workloads"], ["proxies", "workloads"]].flatMap((place) =>
      itemsOf(fieldOf(addon, ...place)).flatMap((key, index) =>
        typeof key === "string"
          ? unknownWord([...path, at, ...place, index], "value", key, rolled)
          : [],
      ),
    ),
  );
  return [...repeatedNames(addons, path, "add-on"), ...complaints];
}

const ROLLED: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

function checkBudget(budget: Json, path: FieldPath): readonly Complaint[] {
  const written = ["minAvailable", "maxUnavailable"].filter((name) => name in fieldsOf(budget));
  if (written.length === 1) return [];
  const message =
    written.length === 0
      ? "missing: expected minAvailable or maxUnavailable"
      : "minAvailable and maxUnavailable cannot both be set. Leave one out.";
  return [{ path, on: "value", message }];
}

function checkCluster(
  cluster: Json,
  path: FieldPath,
  templates: readonly Json[],
): readonly Complaint[] {
  const at = templates.findIndex((one) => fieldOf(one, "name") === fieldOf(cluster, "template"));
  const template = templates[at];
  if (template === undefined) {
    return unknownName([...path, "template"], cluster, "template", namesOf(templates));
  }
  const pools = namesOf(itemsOf(fieldOf(template, "pools")));
  const faults = itemsOf(fieldOf(cluster, "faults"));
  const addons = namesOf(itemsOf(fieldOf(template, "addons")));
  return [
    ...Object.keys(fieldsOf(fieldOf(cluster, "addons"))).flatMap((name) =>
      unknownWord([...path, "addons", name], "key", name, addons),
    ),
    ...Object.entries(fieldsOf(fieldOf(cluster, "pools"))).flatMap(([name, pool]) => [
      ...unknownWord([...path, "pools", name], "key", name, pools),
      ...kubeletAhead([...path, "pools", name, "version"], cluster, pool),
    ]),
    ...repeatedNames(faults, [...path, "faults"], "fault"),
    ...faults.flatMap((fault, index) => checkFault(fault, [...path, "faults", index], template)),
  ];
}

/** I2: no kubelet is newer than the API servers. */
function kubeletAhead(path: FieldPath, cluster: Json, pool: Json): readonly Complaint[] {
  const [server, kubelet] = [fieldOf(cluster, "version"), fieldOf(pool, "version")];
  if (typeof server !== "string" || typeof kubelet !== "string") return [];
  if (!(compareVersions(kubelet, server) > 0)) return [];
  const message = `"${kubelet}": a kubelet cannot be newer than its control plane, which is at ${server}`;
  return [{ path, on: "value", message }];
}

function checkFault(fault: Json, path: FieldPath, template: Json): readonly Complaint[] {
  const of = (list: string): readonly Json[] => itemsOf(fieldOf(template, list));
  return [
    ...unknownName([...path, "pool"], fault, "pool", namesOf(of("pools"))),
    ...unknownName([...path, "workload"], fault, "workload", of("workloads").map(keyOf)),
    ...unknownName([...path, "addon"], fault, "addon", namesOf(of("addons"))),
    ...unknownName([...path, "budget"], fault, "budget", of("budgets").map(keyOf)),
  ];
}

function repeatedKeys(items: readonly Json[], path: FieldPath, what: string): readonly Complaint[] {
  const keys = items.map(keyOf);
  return keys.flatMap((key, at) =>
    keys.indexOf(key) < at
      ? [
          {
            path: [...path, at, "name"],
            on: "value" as const,
            message: `there is a ${what} ${key} already`,
          },
        ]
      : [],
  );
}

function unknownName(
  path: FieldPath,
  holder: Json,
  field: string,
  known: readonly string[],
): readonly Complaint[] {
  const word = fieldOf(holder, field);
  return typeof word === "string" ? unknownWord(path, "value", word, known) : [];
}

function unknownWord(
  path: FieldPath,
  on: "key" | "value",
  word: string,
  known: readonly string[],
): readonly Complaint[] {
  if (known.includes(word)) return [];
  const near = nearest(word, known);
  const help =
    near === undefined ? `There are: ${known.join(", ") || "none"}.` : `Did you mean ${near}?`;
  return [{ path, on, message: `"${word}": not in this file. ${help}` }];
}

function namesOf(items: readonly Json[]): readonly string[] {
  return items.map((item) => textOf(item, "name"));
}

function keyOf(item: Json): string {
  return `${textOf(item, "namespace")}/${textOf(item, "name")}`;
}

/** Empty when it is missing or no text, which the schema complains about. */
function textOf(item: Json, field: string): string {
  const text = fieldOf(item, field);
  return typeof text === "string" ? text : "";
}
