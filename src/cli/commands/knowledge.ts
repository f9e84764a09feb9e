import { Argument, Option, type Command } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import type { CheckOptions } from "../knowledge-check.ts";
import type { KnowledgeOptions } from "../knowledge.ts";
import { allOptions } from "../order-command.ts";

/** The kinds of `src/knowledge/`, written out so that the help need not load it; the tests list each. */
const KINDS = [
  "releases",
  "support",
  "skew",
  "apis",
  "config-apis",
  "behaviours",
  "addons",
  "addon-apis",
  "addon-rules",
  "abilities",
  "risks",
  "skew-rows",
  "etcd-releases",
  "etcd-defaults",
];

export const addKnowledge: AddCommand = (program, cli) => {
  const knowledge = program
    .command("knowledge")
    .description("facts about Kubernetes, providers and add-ons, with their sources and their age");
  addList(knowledge, cli);
  addShow(knowledge, cli);
  addCheck(knowledge, cli);
};

function addList(knowledge: Command, cli: Cli): void {
  knowledge
    .command("list")
    .addArgument(new Argument("[kind]", "only this kind").choices(KINDS))
    .description("list the records, or those of one kind")
    .addOption(filesOption())
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nNeeds no server.\n\nExamples:\n  fleetlift knowledge list behaviours\n  fleetlift knowledge list addons -f examples/knowledge",
    )
    .action(async (kind: string | undefined, options: KnowledgeOptions, command: Command) => {
      const { listKnowledge } = await import("../knowledge.ts");
      cli.terminal.out(
        await listKnowledge(kind, { ...options, ...allOptions(command) }, cli.clock.nowMs()),
      );
    });
}

function addShow(knowledge: Command, cli: Cli): void {
  knowledge
    .command("show")
    .argument("<id>", "the record's id, as the list shows it")
    .description("show one record, whole, with where and when it was read")
    .addOption(filesOption())
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nNeeds no server.\n\nExample:\n  fleetlift knowledge show apis/policy/v1beta1/PodSecurityPolicy",
    )
    .action(async (id: string, options: KnowledgeOptions, command: Command) => {
      const { showKnowledge } = await import("../knowledge.ts");
      cli.terminal.out(
        await showKnowledge(id, { ...options, ...allOptions(command) }, cli.clock.nowMs()),
      );
    });
}

function addCheck(knowledge: Command, cli: Cli): void {
  knowledge
    .command("check")
    .requiredOption("-f, --filename <files...>", "YAML or JSON files, or folders; - is stdin")
    .description("look at the clusters of a fleet and say which facts are missing or old for them")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nNeeds no server. Exits with 3 when something is missing.\n\nExample:\n  fleetlift knowledge check -f examples/shop/fleet.yaml",
    )
    .action(async (options: CheckOptions, command: Command) => {
      const { checkKnowledge } = await import("../knowledge-check.ts");
      cli.exitWith(await checkKnowledge(cli, { ...options, ...allOptions(command) }));
    });
}

function filesOption(): Option {
  return new Option("-f, --filename <files...>", "files with facts of one's own (kind Knowledge)");
}

function outputOption(): Option {
  return new Option("-o, --output <format>", "how to print").choices([
    "json",
    "yaml",
    "wide",
    "name",
  ]);
}
