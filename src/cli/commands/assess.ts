import { InvalidArgumentError, Option } from "commander";
import type { FindingLevel } from "../../model/finding.ts";
import type { AddCommand } from "../cli.ts";
import type { AssessOptions } from "../assess.ts";
import { allOptions } from "../order-command.ts";

/** Written out so that the help need not load them; the types hold them to the code. */
const LEVELS: readonly FindingLevel[] = [
  "Blocks",
  "Will disturb",
  "Needs a decision",
  "Not checked",
  "Passed",
  "Not applicable",
];

export const addAssess: AddCommand = (program, cli) => {
  const command = program
    .command("assess")
    .argument("[cluster...]", "only these clusters")
    .requiredOption(
      "-f, --filename <files...>",
      "files of a fleet, a rollout, snapshots; or folders; - is stdin",
    )
    .description(
      "say what stands in the way of an upgrade, cluster by cluster; nothing is changed",
    );
  for (const option of options()) command.addOption(option);
  command
    .addHelpText("after", HELP)
    .action(async (clusters: readonly string[], given: AssessOptions, self) => {
      const { assessClusters } = await import("../assess.ts");
      cli.exitWith(await assessClusters(cli, clusters, { ...given, ...allOptions(self) }));
    });
};

function options(): readonly Option[] {
  return [
    new Option(
      "--pack <packs...>",
      "ask the checks of these packs too (folders or archives), beside those of installed ones",
    ),
    new Option(
      "-t, --target <version>",
      "where the clusters go, like 1.36 (default: the rollout's, or the newest on offer)",
    ),
    new Option("--cluster <names...>", "the same, as an option"),
    new Option("--provider <kind>", "whose clusters the snapshots are of, where no fleet says it")
      .choices(["eks", "gke", "aks", "cluster-api", "openshift", "kubeadm", "lab", "world"])
      .default("kubeadm"),
    new Option("--level <levels...>", "show only these levels").argParser(
      (value: string, before: readonly FindingLevel[] | undefined) => [
        ...(before ?? []),
        levelOf(value),
      ],
    ),
    new Option("--fail-on <level>", "findings that fail it, and all that are worse; none for never")
      .argParser((value) => (value === "none" ? value : levelOf(value)))
      .default("Blocks"),
    new Option("--by <what>", "what findings stand together by")
      .choices(["check", "owner", "cluster"])
      .default("check"),
    new Option("--all", "name every object instead of the first few").default(false),
    new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
  ];
}

/** `Will disturb`, however it is written: `will-disturb`, `WillDisturb`. */
function levelOf(value: string): FindingLevel {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  const level = LEVELS.find((each) => plain(each) === plain(value));
  if (level !== undefined) return level;
  throw new InvalidArgumentError(`There is ${LEVELS.join(", ")}.`);
}

const HELP = `
Needs no server, and changes nothing. Looks at the clusters of the fleet, or takes snapshots that
fleetlift observe wrote. With a rollout it asks about that rollout's clusters, target, settings and
accepted risks. Exits with 5 when something was found at the level of --fail-on or worse that nobody
accepted, and with 1 when a cluster could not be seen.

Levels, worst first: Blocks, Will disturb, Needs a decision, Not checked, Passed, Not applicable.

Examples:
  fleetlift assess -f fleet.yaml --target 1.36
  fleetlift assess shop-production -f fleet.yaml -f rollout.yaml --by owner
  fleetlift assess -f fleet.yaml -f snapshots.yaml --fail-on needs-a-decision -o json`;
