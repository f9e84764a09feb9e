/** The founding example with the people in it: one who mends and retries, and one who approves. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Event } from "../../src/model/event.ts";
import { packageRoot } from "../../src/platform/package-root.ts";
import { fleetlift } from "../fleetlift-process.ts";
import type { Field } from "../kills/field.ts";
import { worldConsequences } from "../kills/world-field.ts";

const example = path.join(packageRoot, "examples", "orchestrated");
const ROLLOUT = "kubernetes-1-35";

export const orchestratedField: Field = {
  rollout: ROLLOUT,
  rest: [2, 6],
  limitSeconds: 900,
  prepare: () => Promise.resolve(() => Promise.resolve()),
  upArgs: ["--world", path.join(example, "world.yaml"), "--speed", "120"],
  files: () => ["fleet", "rollout", "messaging"].map((name) => path.join(example, `${name}.yaml`)),
  attend: (dataDir, events) => {
    if (isOver(events)) return;
    if (!hasRetried(events)) flake(dataDir);
    if (needsMending(events)) mend(dataDir);
    if (asksForApproval(events)) approve(dataDir, events);
  },
  isOver,
  consequences: async (dataDir) => {
    const { same, repeats, wrongs } = await worldConsequences(dataDir);
    return { same, repeats, wrongs: [...wrongs, ...notTold(dataDir)] };
  },
};

function isOver(events: readonly Event[]): boolean {
  return events.some(({ kind, result }) => kind === "rollout.ended" && result === "done");
}

function hasRetried(events: readonly Event[]): boolean {
  return events.some(({ kind }) => kind === "step.retrying");
}

/** The API of one cluster fails now and then: every time in twenty. */
function flake(dataDir: string): void {
  fleetlift(dataDir, "world", "break", "dev-1", "flaky", "ApiErrors", "probability=0.05");
}

function needsMending(events: readonly Event[]): boolean {
  const ended = events.findLastIndex(({ kind }) => kind === "rollout.ended");
  const goesOn = events.findLastIndex(({ kind }) => kind === "cluster.retried");
  return ended >= 0 && ended > goesOn;
}

/** Said twice it is done once; what is refused because fleetlift is gone is said again later. */
function mend(dataDir: string): void {
  fleetlift(dataDir, "world", "repair", "staging-1", "dns");
  const reason = "the image of the DNS can be pulled again";
  fleetlift(dataDir, "retry", ROLLOUT, "staging-1", "--reason", reason);
}

function asksForApproval(events: readonly Event[]): boolean {
  const asked = events.findLastIndex(({ kind }) => kind === "approval.asked");
  const given = events.findLastIndex(({ kind }) => kind === "approval.given");
  return asked > given;
}

/** The service owner has a token of her own: who had it started cannot approve it. */
function approve(dataDir: string, events: readonly Event[]): void {
  const file = path.join(dataDir, "owner.token");
  const plan = events.findLast(({ kind }) => kind === "approval.asked")?.plan ?? "";
  const rights = ["--right", "approver", "--group", "service-owner"];
  const made = fleetlift(dataDir, "token", "create", "olga", ...rights);
  if (made.code !== 0) return;
  writeFileSync(file, made.out, { mode: 0o600 });
  fleetlift(dataDir, "approve", ROLLOUT, "--plan", plan, "--token-file", file, "--comment", "well");
}

/** What each audience must have been told, whatever was killed. */
const TOLD: Readonly<Record<string, readonly RegExp[]>> = {
  platform: [/asks for an approval/, /staging-1: failed/, /Stage dev .* is done/, /is done/],
  helpdesk: [/failed and stopped/, /Maintenance begins/],
  status: [/We bring the shop/, /Maintenance begins: shop-eu/, /Maintenance is over: shop-us/],
};

function notTold(dataDir: string): readonly string[] {
  return Object.entries(TOLD).flatMap(([channel, needed]) => {
    const text = readChannel(path.join(dataDir, `${channel}.jsonl`));
    return needed
      .filter((words) => !words.test(text))
      .map((words) => `${channel} was not told ${words.source}`);
  });
}

function readChannel(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
