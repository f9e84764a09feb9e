import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import * as z from "zod";
import { packageRoot } from "../../src/platform/package-root.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { fleetlift, must } from "../fleetlift-process.ts";
import { askWith, type Ask } from "./api.ts";
import { standing } from "./witness.ts";

export const PODS = 30;
export const MAY_BE_AWAY = 3;
export const NODES = 6;

const example = path.join(packageRoot, "examples", "lab");
export const labFiles: readonly string[] = [
  path.join(example, "fleet.yaml"),
  path.join(example, "rollout.yaml"),
];

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

const COLLECTIONS: Readonly<Record<string, string>> = {
  Deployment: "/apis/apps/v1/namespaces/default/deployments",
  PodDisruptionBudget: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
};

const PATIENCE_MS = 120_000;

/** Brings up the example's cluster at 1.34 with its 30 pods, and waits until all of them are ready. */
export async function openLabCluster(
  dataDir: string,
): Promise<{ readonly ask: Ask; readonly end: () => void }> {
  const end = (): void => void fleetlift(dataDir, "lab", "down", "demo");
  try {
    return { ask: await filled(dataDir), end };
  } catch (error) {
    end();
    throw error;
  }
}

async function filled(dataDir: string): Promise<Ask> {
  must(dataDir, "lab", "install", "1.34", "1.35", "1.36");
  const pool = `general=${NODES}`;
  must(
    dataDir,
    "lab",
    "up",
    "demo",
    "--kubernetes",
    "1.34",
    "--pool",
    pool,
    "--container-start",
    "2s",
  );
  const ask = askWith(must(dataDir, "lab", "kubeconfig", "demo", "--path").trim());
  for (const document of parseAllDocuments(
    readFileSync(path.join(example, "workload.yaml"), "utf8"),
  )) {
    const object = objectSchema.parse(document.toJS());
    const answer = await ask("POST", COLLECTIONS[object.kind] ?? "", object);
    if (answer?.status !== 201) {
      throw new Error(`${object.kind} was not made: ${JSON.stringify(answer)}`);
    }
  }
  for (let waitedMs = 0; (await standing(ask)).ready < PODS; waitedMs += 500) {
    if (waitedMs > PATIENCE_MS) throw new Error(`the ${PODS} pods did not become ready`);
    await systemClock.sleep(500);
  }
  return ask;
}
