/**
 * Takes a real cluster of six nodes and 30 pods under a budget from Kubernetes 1.34 to 1.36, and
 * watches it the whole time with eyes that are not fleetlift's.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packageRoot } from "../src/platform/package-root.ts";
import { systemClock } from "../src/platform/clock.ts";
import { endNow, must, running, startUp } from "./fleetlift-process.ts";
import { labFiles, MAY_BE_AWAY, NODES, openLabCluster, PODS } from "./lab/lab-cluster.ts";
import { standing, Witness, type Standing, type Testimony } from "./lab/witness.ts";
import type { Verdict } from "./prove.ts";

const TARGET = "v1.36.3";

export async function prove(): Promise<Verdict> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "fl-lab-"));
  try {
    const { ask, end } = await openLabCluster(dataDir);
    try {
      const witness = new Witness(ask);
      const beganMs = systemClock.nowMs();
      await upgrade(dataDir);
      const seconds = Math.round((systemClock.nowMs() - beganMs) / 1000);
      return judge(await standing(ask), await witness.stop(), seconds);
    } finally {
      end();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function upgrade(dataDir: string): Promise<void> {
  const files = labFiles.flatMap((file) => ["-f", file]);
  process.stderr.write(must(dataDir, "plan", ...files));
  const server = await startUp(packageRoot, dataDir, []);
  try {
    must(dataDir, "apply", ...files);
    must(dataDir, "start", "lab");
    const code = await running(dataDir, "watch", "lab", "--timeout", "30m");
    if (code !== 0) throw new Error(`the rollout ended with ${code}`);
  } finally {
    await endNow(server);
  }
}

function judge(end: Standing, seen: Testimony, seconds: number): Verdict {
  const wrongs = [
    ...(end.apiServer === TARGET ? [] : [`the API server says ${end.apiServer}`]),
    ...(end.kubelets.length === NODES && end.kubelets.every((version) => version === TARGET)
      ? []
      : [`the kubelets say ${end.kubelets.join(", ")}`]),
    ...(end.ready === PODS ? [] : [`${end.ready} of ${PODS} pods are ready`]),
    ...(end.marked.length === 0 ? [] : [`left marked: ${end.marked.join(", ")}`]),
    ...(seen.lowestReady >= PODS - MAY_BE_AWAY
      ? []
      : [`only ${seen.lowestReady} pods were ready at one time`]),
    ...(seen.budgetBroken === 0 ? [] : [`the budget was broken at ${seen.budgetBroken} looks`]),
  ];
  for (const wrong of wrongs) process.stderr.write(`${wrong}\n`);
  const perPod = (seen.podsTerminated / PODS).toFixed(2);
  const away = (seen.apiAwayMs / 1000).toFixed(1);
  const longest = (seen.apiLongestAwayMs / 1000).toFixed(1);
  return {
    holds: wrongs.length === 0,
    figures: `${seconds} s, ${perPod} evictions per pod, lowest availability ${seen.lowestReady} of ${PODS} (allowed ${PODS - MAY_BE_AWAY}), ${away} s without API (longest ${longest} s), ${seen.looks} looks`,
  };
}
