/**
 * Kills fleetlift or Restate at random moments of a rollout, often starting other code after it, and
 * holds the end, the story and what was done to the clusters against a run that nothing disturbed.
 * Options: `--seed N`, `--kills N`, `--lab` for a real cluster.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomHex } from "../src/platform/random.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { disturbed, type Killing } from "./kills/disturbed.ts";
import { compare } from "./kills/compare.ts";
import { labField } from "./kills/lab-field.ts";
import { worldField } from "./kills/world-field.ts";
import { changedTree, copiedTree } from "./fleetlift-process.ts";
import type { Verdict } from "./prove.ts";

export async function prove(args: readonly string[]): Promise<Verdict> {
  const onLab = args.includes("--lab");
  const seed = Number(option(args, "--seed") ?? Number.parseInt(randomHex(3), 16));
  const kills = Number(option(args, "--kills") ?? (onLab ? 10 : 20));
  process.stderr.write(
    `seed ${seed}: ${kills} kills; again with: npm run prove kills -- --seed ${seed}${onLab ? " --lab" : ""}\n`,
  );
  const folder = mkdtempSync(path.join(tmpdir(), "fl-kills-"));
  const field = onLab ? labField : worldField;
  const killing: Killing = {
    kills,
    random: seededRandom(seed),
    trees: treesIn(folder),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
  try {
    const calm = await disturbed(field, path.join(folder, "calm"), { ...killing, kills: 0 });
    const rough = await disturbed(field, path.join(folder, "rough"), killing);
    return compare(calm, rough);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Our own sources, and two trees that take other turns through a tick. */
function treesIn(folder: string): readonly string[] {
  const file = "src/host/upgrade-object.ts";
  return [
    copiedTree(path.join(folder, "as-it-is")),
    changedTree(path.join(folder, "fewer-rounds"), file, "const ROUNDS = 4;", "const ROUNDS = 2;"),
    changedTree(path.join(folder, "more-rounds"), file, "const ROUNDS = 4;", "const ROUNDS = 7;"),
  ];
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
