import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { env } from "../../platform/env.ts";
import { buildOf, installedReleases, isBuilt } from "./build-inputs.ts";
import { clusterNames } from "./cluster-folder.ts";
import { down } from "./down.ts";
import { identityOf, isAlive, ownIdentity } from "../../platform/process-table.ts";
import { etcdRelease, knownReleases } from "./releases.ts";

/**
 * Tests that need real Kubernetes. Where it is not built they are skipped with a line that says so,
 * so that nobody takes their silence for success; with LAB=required they fail instead.
 */
export function describeWithLab(name: string, define: () => void): void {
  const why = whyNoLab();
  if (why === undefined) return void describe(name, define);
  const words = `lab: NOT RUN, because ${why}`;
  if (env("LAB") === "required") {
    it(name, () => {
      throw new Error(words);
    });
  } else {
    process.stderr.write(`${words}\n`);
    it.skip(words);
  }
}

function whyNoLab(): string | undefined {
  if (process.platform !== "linux") return `this is ${process.platform}, and it needs Linux`;
  const installed = installedReleases();
  const missing = knownReleases("kubernetes").filter((release) => !installed.includes(release));
  if (!isBuilt(buildOf("etcd", etcdRelease()))) missing.push("etcd");
  if (missing.length === 0) {
    return env("LAB") === undefined ? "LAB is not set (npm run check:lab sets it)" : undefined;
  }
  return `${missing.join(", ")} is not built (fleetlift lab install)`;
}

export interface TestLab {
  readonly root: string;
  close(): Promise<void>;
}

const PREFIX = "fleetlift-test-lab-";

/** A lab of its own. What a killed test run left behind is ended on the way. */
export async function openTestLab(): Promise<TestLab> {
  await endLeftovers();
  const { pid, startTime } = ownIdentity();
  const root = mkdtempSync(path.join(tmpdir(), `${PREFIX}${pid}-${startTime}-`));
  return { root, close: () => endLab(root) };
}

async function endLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const [pid = "", startTime = ""] = name.slice(PREFIX.length).split("-");
    const identity = identityOf(Number(pid));
    const lives = identity !== undefined && isAlive({ ...identity, startTime });
    if (!lives) await endLab(path.join(tmpdir(), name));
  }
}

async function endLab(root: string): Promise<void> {
  for (const name of clusterNames(root)) await down(root, name, systemClock, { keep: false });
  rmSync(root, { recursive: true, force: true });
}
