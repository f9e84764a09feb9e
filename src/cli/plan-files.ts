import type { Planning } from "../packs/plan-with-packs.ts";
import { shortHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import type { RolloutView } from "../report/rollout-view.ts";
import { planReport, type PlanReport } from "../plan/report/plan-report.ts";
import { renderPlan } from "../plan/report/render-plan.ts";
import { dataDirOf, isServed, openApi } from "./api-client.ts";
import { applyDocuments, type ApplyOptions } from "./apply-documents.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { factsNotKept, type FileDocument } from "./read-files.ts";
import { readWithFacts } from "./read-with-facts.ts";
import { UserError } from "./user-error.ts";

export interface PlanOptions extends ApplyOptions {
  readonly offline?: boolean;
  readonly detailedExitcode?: boolean;
  /** Counts the orders that the hops could go in; it is planned here, where the snapshots are. */
  readonly allOrders?: boolean;
  /** Packs to plan with, in place of installed ones of their names. */
  readonly pack?: readonly string[];
  /** A plan to compare with: a file, or the beginning of a hash. */
  readonly diff?: string;
  readonly output?: "json" | "yaml" | "wide" | "markdown" | "name" | "report-json";
}

/** A plan to show: with what is to be typed next. */
interface ShownPlan {
  readonly plan: Plan;
  readonly report: PlanReport;
  readonly next: string;
  /** In how many orders the hops could go, if that was asked. */
  readonly orders?: string;
}

/** Plans every rollout of the files and prints the plans; returns the exit code. */
export async function planFiles(cli: Cli, options: PlanOptions): Promise<ExitCode> {
  const here = options.offline === true || options.allOrders === true;
  const served = !here && (await isServed(options));
  if (served && options.pack !== undefined) throw packsNotTaken(options.pack);
  const planning = served ? undefined : await planningIn(options);
  const { documents, facts, bringing } = readWithFacts(options.filename, planning?.facts);
  if (!documents.some(({ document }) => document.kind === "Rollout")) {
    throw new UserError(
      "there is no Rollout in these files, and so nothing to plan",
      "name the file of a rollout with -f",
      exitCodes.wrongInput,
    );
  }
  const ownOnly = documents.find(({ document }) => !TAKEN_BY_SERVER.has(document.kind));
  if (served && ownOnly !== undefined) throw needsOffline(ownOnly);
  const [brings] = bringing;
  if (served && brings !== undefined) throw factsNotKept(brings);
  const plans =
    planning === undefined
      ? await planByServer(documents, options, cli.clock.nowMs())
      : await planHere(documents, { ...planning, facts }, cli, options);
  for (const shown of plans) {
    const { diff, output } = options;
    const text = diff === undefined ? print(shown, output) : printDiff(shown, diff, options);
    cli.terminal.out(await text);
    cli.terminal.out(shown.orders ?? "");
  }
  return options.detailedExitcode === true ? detailedCode(plans) : exitCodes.done;
}

async function planningIn(options: PlanOptions): Promise<Planning> {
  const { planningHere } = await import("./pack/packs-here.ts");
  return await planningHere(options);
}

/** A server plans from the packs that are installed with it, so that all who use it have the same. */
function packsNotTaken(packs: readonly string[]): UserError {
  return new UserError(
    "the server that runs here plans from the packs that are installed with it",
    `install them first: fleetlift pack install ${packs.join(" ")}; or plan with them in this process: fleetlift plan --offline`,
    exitCodes.wrongInput,
  );
}

const TAKEN_BY_SERVER: ReadonlySet<string> = new Set(["Fleet", "Rollout"]);

/** A server plans from what it sees and has itself, so that the plan it keeps is of clusters as they are. */
function needsOffline({ file, document }: FileDocument): UserError {
  return new UserError(
    `${file} holds a ${document.kind}, and the server that runs here plans without: from what it sees itself, and with its own settings`,
    "plan with it in this process: fleetlift plan --offline; or leave that file out",
    exitCodes.wrongInput,
  );
}

/** Nothing to do because something is in the way is not the same as nothing to do. */
function detailedCode(plans: readonly ShownPlan[]): ExitCode {
  if (plans.some(({ report }) => report.counts.upgraded > 0)) return exitCodes.changes;
  const blocked = plans.some(({ report }) => report.counts.blocked > 0);
  return blocked ? exitCodes.needsPerson : exitCodes.done;
}

async function planByServer(
  documents: readonly FileDocument[],
  options: PlanOptions,
  nowMs: number,
): Promise<readonly ShownPlan[]> {
  const { planWarnings } = await import("./plan-warnings.ts");
  const api = openApi(options);
  const applied = await applyDocuments(api, documents, true);
  const shown: ShownPlan[] = [];
  for (const { name, plan: hash } of applied) {
    if (hash === undefined) continue;
    const plan = await api.get<Plan>(`/plans/${hash}`);
    const view = await api.get<RolloutView>(`/rollouts/${encodeURIComponent(name)}`);
    const next =
      view.plan === hash
        ? `fleetlift start ${name}`
        : `fleetlift apply -f FILE gives it to rollout ${name}, which has begun under plan ${shortHash(view.plan)}`;
    const warnings = planWarnings(plan, nowMs, options);
    shown.push({ plan, report: planReport(plan, hash, { warnings }), next });
  }
  return shown;
}

async function planHere(
  documents: readonly FileDocument[],
  planning: Planning,
  cli: Cli,
  options: PlanOptions,
): Promise<readonly ShownPlan[]> {
  const { planOffline } = await import("./plan-offline.ts");
  const kept = documents.filter(({ document }) => TAKEN_BY_SERVER.has(document.kind));
  const files = [...new Set(kept.map(({ file }) => file))].join(" ");
  const made = await planOffline(documents, planning, dataDirOf(options), cli.clock);
  const ordersOf = options.allOrders === true ? await import("./all-orders.ts") : undefined;
  return made.map(({ plan, report, snapshots }) => {
    const orders = ordersOf?.ordersOfPlan({ plan, snapshots }, documents, planning.facts);
    const install = options.pack?.map((name) => `fleetlift pack install ${name}, `).join("") ?? "";
    const next = `${install}fleetlift up, and in another window fleetlift apply -f ${files}`;
    return { plan, report, next, ...(orders === undefined ? {} : { orders }) };
  });
}

async function print(
  { plan, report, next }: ShownPlan,
  format: PlanOptions["output"],
): Promise<string> {
  switch (format) {
    case "json":
      return `${JSON.stringify(plan, null, 2)}\n`;
    case "yaml": {
      const { stringify } = await import("yaml");
      return stringify(plan);
    }
    case "markdown": {
      const { renderMarkdown } = await import("../plan/report/render-markdown.ts");
      return renderMarkdown(report);
    }
    case "report-json":
      return `${JSON.stringify(report, null, 2)}\n`;
    case "name":
      return `plans/${shortHash(report.hash)}\n`;
    case "wide":
    case undefined:
      return renderPlan(report, next, format === "wide");
  }
}

async function printDiff(
  { plan, report }: ShownPlan,
  other: string,
  options: PlanOptions,
): Promise<string> {
  const [{ readPlan }, { diffPlans }, { renderDiff }] = await Promise.all([
    import("./read-plan.ts"),
    import("../plan/diff/diff-plans.ts"),
    import("../plan/diff/render-diff.ts"),
  ]);
  const before = await readPlan(other, options);
  const differences = diffPlans(before.plan, plan);
  if (options.output === "json") return `${JSON.stringify(differences, null, 2)}\n`;
  return renderDiff(differences, {
    before: shortHash(before.hash),
    after: shortHash(report.hash),
  });
}
