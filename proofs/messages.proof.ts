/**
 * Kills fleetlift and Restate at random moments of a rollout that is told by Slack, PagerDuty, webhooks, mail, Teams and a file, and holds what arrived there against the record.
 * Options: `--seed N`, `--kills N`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomHex } from "../src/platform/random.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { copiedTree } from "./fleetlift-process.ts";
import { arrivals } from "./messages/arrivals.ts";
import { expectations } from "./messages/expectations.ts";
import { judge } from "./messages/judge.ts";
import { openReceivers } from "./messages/receivers.ts";
import { ToldRollout } from "./messages/told-rollout.ts";
import type { Verdict } from "./prove.ts";

export async function prove(args: readonly string[]): Promise<Verdict> {
  const seed = Number(option(args, "--seed") ?? Number.parseInt(randomHex(3), 16));
  const kills = Number(option(args, "--kills") ?? 52);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(`seed ${seed}: ${kills} kills; again with: npm run prove messages -- --seed ${seed}`);
  const folder = mkdtempSync(path.join(tmpdir(), "fl-messages-"));
  const random = seededRandom(seed);
  const receivers = await openReceivers(folder, random);
  const tree = copiedTree(path.join(folder, "tree"));
  const rollout = new ToldRollout({ folder, tree, receivers, kills, random, say });
  try {
    const run = await rollout.run();
    const expected = await expectations(rollout.dataDir, run.messaging);
    return judge(run, expected, () => arrivals(receivers, rollout.dataDir));
  } finally {
    await rollout.end();
    await receivers.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
