import { shortHash } from "../../model/hash.ts";
import type { PackSummary, PackView } from "../../packs/describe-pack.ts";
import type { Look } from "./output.ts";

/** How packs are listed. */
export const packLook: Look<PackSummary> = {
  kind: "packs",
  name: ({ name, version }) => `${name}@${version}`,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "version", value: ({ version }) => version },
    { title: "hash", value: ({ hash }) => shortHash(hash) },
    { title: "in force", value: ({ inForce }) => (inForce ? "yes" : "no") },
    { title: "origin", value: ({ origin }) => origin },
    { title: "used by", value: ({ usedBy }) => usedBy.join(",") },
    { title: "installed by", value: ({ installedBy }) => installedBy ?? "", wide: true },
    {
      title: "installed at",
      value: ({ installedAtMs }) =>
        installedAtMs === undefined ? "" : new Date(installedAtMs).toISOString(),
      wide: true,
    },
    { title: "whole hash", value: ({ hash }) => hash, wide: true },
  ],
};

/** One pack for people to read before they let it act. */
export function renderPack(pack: PackView): string {
  const requires = Object.entries(pack.requires).map(([name, range]) => `${name} ${range}`);
  const rows: readonly (readonly [string, string])[] = [
    ["description", pack.description ?? ""],
    ["licence", pack.licence ?? ""],
    ["requires", requires.join(", ")],
    ["origin", pack.origin],
    ["installed by", pack.installedBy ?? ""],
    ["in force", pack.inForce ? "yes" : "no"],
    ["used by", pack.usedBy.join(", ")],
    ["hash", pack.hash],
    ["files", `${pack.files}, ${pack.bytes} bytes`],
  ];
  const head = rows
    .filter(([, value]) => value !== "")
    .map(([title, value]) => `  ${title.padEnd(14)}${value}`);
  return `${[
    `Pack ${pack.name} ${pack.version}`,
    ...head,
    ...section(
      "Workflows",
      pack.workflows.map(({ name, strategy }) =>
        strategy === undefined ? name : `${name}  (strategy ${strategy})`,
      ),
    ),
    ...section("Actions", pack.actions.flatMap(actionLines)),
    ...section(
      "Checks",
      pack.checks.map(({ name, level, why }) => `${name}  ${level}: ${why}`),
    ),
    ...section("Knowledge", pack.knowledge),
  ].join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function actionLines(action: PackView["actions"][number]): readonly string[] {
  const { name, title, runs, touches, env, needsMember } = action;
  const sees = [...env, ...(needsMember ? ["where the cluster is to be reached"] : [])];
  return [
    `${name}  ${title}`,
    `  runs     ${runs}`,
    `  touches  ${touches.join(", ")}`,
    ...(sees.length === 0 ? [] : [`  is told  ${sees.join(", ")}`]),
  ];
}
