/**
 * Runs the founding example whole on the real engine while `kill -9` strikes at random: three stages,
 * health verified between the steps, errors that pass, a failure that calls for help, an approval,
 * messages to three audiences, CoreDNS and a mesh. Options: `--seed N`, `--kills N`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomHex } from "../src/platform/random.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { copiedTree } from "./fleetlift-process.ts";
import { compare } from "./kills/compare.ts";
import { disturbed, type Killing } from "./kills/disturbed.ts";
import { orchestratedField } from "./orchestrated/orchestrated-field.ts";
import type { Verdict } from "./prove.ts";

export async function prove(args: readonly string[]): Promise<Verdict> {
  const seed = Number(option(args, "--seed") ?? Number.parseInt(randomHex(3), 16));
  const kills = Number(option(args, "--kills") ?? 15);
  process.stderr.write(
    `seed ${seed}: ${kills} kills; again with: npm run prove orchestrated -- --seed ${seed}\n`,
  );
  const folder = mkdtempSync(path.join(tmpdir(), "fl-orchestrated-"));
  const killing: Killing = {
    kills,
    random: seededRandom(seed),
    trees: [copiedTree(path.join(folder, "tree"))],
    say: (line) => void process.stderr.write(`${line}\n`),
  };
  try {
    const calm = await disturbed(orchestratedField, path.join(folder, "calm"), {
      ...killing,
      kills: 0,
    });
    const rough = await disturbed(orchestratedField, path.join(folder, "rough"), killing);
    const verdict = compare(calm, rough);
    const people = rough.events.filter(({ actor }) => actor !== "fleetlift");
    const retries = rough.events.filter(({ kind }) => kind === "step.retrying").length;
    const extra = `${new Set(people.map(({ actor }) => actor)).size} people, ${retries} errors that passed were tried again`;
    return { ...verdict, figures: `${verdict.figures}, ${extra}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
