import path from "node:path";
import semver from "semver";
import { packOfUse } from "../actions/pinned-actions.ts";
import type { ScriptTools } from "../actions/scripted/script-tools.ts";
import { checkKnowledgeTogether } from "../knowledge/check-knowledge-together.ts";
import { checkWorkflow } from "../plan/workflow/check-workflow.ts";
import { nearest } from "../spec/nearest.ts";
import { inOrder, type Complaint, type Problem } from "../spec/problem.ts";
import { packageVersion } from "../platform/version.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { packWorkflows } from "./pack-workflows.ts";
import { packsInForce, planWithPacks } from "./plan-with-packs.ts";
import type { Pack, PackPart } from "./read-pack.ts";

/**
 * What is wrong with a pack among others that are in force beside it (bundled ones aside, which always
 * are): what it needs and is not there, workflows that could never be expanded, programs that it does
 * not have, and what another has already. In the order of the files, `first` what the pack needs.
 */
export function checkPack(
  pack: Pack,
  others: readonly Pack[],
  tools: ScriptTools,
): readonly Problem[] {
  const beside = others.filter(({ name }) => name !== pack.name);
  const needs = [...wrongRequirements(pack, beside), ...wrongPrograms(pack)];
  if (needs.length > 0) return inOrder(needs);
  return [...clashes(pack, beside), ...wrongWorkflows(pack, beside, tools)];
}

function wrongRequirements(
  { head, name, workflows }: Pack,
  others: readonly Pack[],
): readonly Problem[] {
  const { fleetlift, packs = {} } = head.document.spec.requires ?? {};
  const all = packsInForce(others);
  const missing = Object.entries(packs).flatMap(([other, range]) => {
    const version = all.find((each) => each.name === other)?.version;
    if (version !== undefined && satisfies(version, range)) return [];
    const found = version === undefined ? "there is no such pack" : `there is ${version}`;
    const message = `"${range}": ${found}. Install one first: fleetlift pack install`;
    return [problemAt(head, ["spec", "requires", "packs", other], message)];
  });
  const wrongBuild =
    fleetlift === undefined || satisfies(packageVersion(), fleetlift)
      ? []
      : [
          problemAt(
            head,
            ["spec", "requires", "fleetlift"],
            `"${fleetlift}": this is fleetlift ${packageVersion()}`,
          ),
        ];
  const bundled = new Set(bundledPacks().map((each) => each.name));
  const named = workflows.flatMap((part) => packsUsed(part.document));
  const untold = [...new Set(named)].filter(
    (other) => other !== name && !(other in packs) && !bundled.has(other),
  );
  return [
    ...wrongBuild,
    ...missing,
    ...untold.map((other) =>
      problemAt(
        head,
        ["spec"],
        `its workflows use pack ${other}, which stands not under requires.packs: write the versions that it works with`,
      ),
    ),
  ];
}

/** A build of the next version counts as that version. */
function satisfies(version: string, range: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}

/** The packs whose actions and workflows a workflow names. */
function packsUsed(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([key, value]: readonly [string, unknown]) => {
    const isName = typeof value === "string" && ["uses", "workflow", "use"].includes(key);
    return isName ? (packOfUse(value) ?? []) : packsUsed(value);
  });
}

/** Programs and modules that actions name by their place in the pack. */
function wrongPrograms(pack: Pack): readonly Problem[] {
  return pack.actions.flatMap((part) => {
    const { http, command, script, module } = part.document.spec.run;
    if (http !== undefined) return [];
    if (module !== undefined) {
      return wrongFile(pack, part, module.file, ["spec", "run", "module", "file"], false);
    }
    const kind = command === undefined ? "script" : "command";
    const lists = [
      { field: "argv", argv: command?.argv ?? script?.argv ?? [] },
      { field: "check", argv: command?.check ?? [] },
    ];
    return lists.flatMap(({ field, argv }) =>
      argv.flatMap((word, index) =>
        isPlace(pack, word)
          ? wrongFile(pack, part, word, ["spec", "run", kind, field, index], index === 0)
          : [],
      ),
    );
  });
}

/** Words that can only be meant as files of the pack. */
function isPlace({ files }: Pack, word: string): boolean {
  if (word.includes("${{") || word.startsWith("/")) return false;
  const [top, ...rest] = word.split("/");
  return top === "." || (rest.length > 0 && files.some((file) => file.path.startsWith(`${top}/`)));
}

function wrongFile(
  { files }: Pack,
  part: PackPart<unknown>,
  word: string,
  place: Complaint["path"],
  isProgram: boolean,
): readonly Problem[] {
  const meant = path.posix.normalize(word);
  const file = files.find((each) => each.path === meant);
  if (file === undefined) {
    const near = nearest(
      meant,
      files.map((each) => each.path),
    );
    const help =
      near === undefined ? "Places are those from the pack's folder." : `Did you mean ${near}?`;
    return [problemAt(part, place, `"${word}": the pack has no such file. ${help}`)];
  }
  if (!isProgram || file.executable) return [];
  return [problemAt(part, place, `"${word}" may not be executed: chmod +x ${meant}`)];
}

/** What two packs beside each other cannot both be: the workflow of a strategy, or a record of the knowledge. */
function clashes(pack: Pack, others: readonly Pack[]): readonly Problem[] {
  const strategies = pack.workflows.flatMap((part) => {
    const { strategy } = part.document.spec;
    const other = others.find(
      ({ workflows }) =>
        strategy !== undefined &&
        workflows.some(({ document }) => document.spec.strategy === strategy),
    );
    if (other === undefined) return [];
    const message = `"${strategy}": pack ${other.name} ${other.version} has a workflow of this strategy already`;
    return [problemAt(part, ["spec", "strategy"], message)];
  });
  const before = others.flatMap(({ knowledge }) => knowledge);
  return [...strategies, ...checkKnowledgeTogether([...before, ...pack.knowledge])];
}

function wrongWorkflows(
  pack: Pack,
  others: readonly Pack[],
  tools: ScriptTools,
): readonly Problem[] {
  const { actions, workflows } = planWithPacks([...others, pack], tools);
  const parts = pack.workflows;
  return packWorkflows(pack).flatMap((workflow, index) => {
    const complaints = checkWorkflow(workflow, { actions, workflows });
    return inOrder(complaints.flatMap((each) => parts[index]?.problem(each) ?? []));
  });
}

function problemAt(part: PackPart<unknown>, place: Complaint["path"], message: string): Problem {
  return part.problem({ path: place, on: "value", message });
}
