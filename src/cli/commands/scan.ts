import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import type { ScanOptions } from "../scan/run-scan.ts";

/** Written out so that the help need not load them; the types hold them to the code. */
const FAIL_ON: readonly ScanOptions["failOn"][] = [
  "removed",
  "replacement-not-served",
  "deprecated",
  "none",
];
const CERTAINTIES: readonly ScanOptions["certainty"][] = ["certain", "possible", "hint"];
const FORMATS: readonly ScanOptions["output"][] = [
  "text",
  "wide",
  "json",
  "yaml",
  "sarif",
  "junit",
  "github",
];

export const addScan: AddCommand = (program, cli) => {
  const command = program
    .command("scan")
    .argument("<paths...>", "manifests, folders, Helm charts, kustomizations; - is stdin")
    .description("say which objects use Kubernetes APIs that the target removes or deprecates");
  for (const option of options()) command.addOption(option);
  command
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], given: ScanOptions) => {
      const { runScan } = await import("../scan/run-scan.ts");
      cli.exitWith(await runScan(cli, paths, given));
    });
};

function options(): readonly Option[] {
  const all = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return [
    new Option(
      "-t, --target <version>",
      "where the clusters go, like 1.36 (default: the newest known)",
    ),
    new Option(
      "--current <version>",
      "where they are now: says which replacements they do not serve yet",
    ),
    new Option(
      "--addon <name=version>",
      "an add-on's version at the target, for the APIs that it brings",
    )
      .argParser(all)
      .default([], "the oldest that works with the target"),
    new Option("--knowledge <file>", "facts of your own, as kind Knowledge; again for more")
      .argParser(all)
      .default([], "those that fleetlift brings"),
    new Option("--fail-on <problem>", "findings that fail the scan, and all that are worse")
      .choices(FAIL_ON)
      .default("removed"),
    new Option("--certainty <least>", "the least certain findings that fail the scan")
      .choices(CERTAINTIES)
      .default("possible"),
    new Option("--strict", "fail when anything was not read").default(false),
    new Option("--helm <when>", "render charts with the helm on PATH")
      .choices(["auto", "never", "always"])
      .default("auto"),
    new Option("--values <file>", "values of the release, for the charts; again for more")
      .argParser(all)
      .default([], "those of the chart"),
    new Option("-o, --output <format>", "how to print").choices(FORMATS).default("text"),
  ];
}

const HELP = `
Needs no server and no cluster. Exits with 5 when something was found that fails it, and with 3 when,
under --strict, something was not read.

Examples:
  fleetlift scan deploy/ --target 1.36
  kustomize build overlays/production | fleetlift scan - --current 1.33 --target 1.36
  fleetlift scan charts/shop --values production.yaml --strict -o github`;
