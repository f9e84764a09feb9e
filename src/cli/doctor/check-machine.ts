import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { restateBinary } from "../../engine/restate-binary.ts";
import { env } from "../../platform/env.ts";
import { packageVersion } from "../../platform/version.ts";
import { messageOf, ok, warning, wrong, type Diagnosis } from "./diagnosis.ts";

const NODE_MAJOR = 24;

/** What this machine must have, and what some commands need of it. */
export function checkMachine(): readonly Diagnosis[] {
  return [
    ok("fleetlift", packageVersion()),
    checkNode(process.versions.node),
    checkEngine(),
    checkKubeconfig(),
    ...OPTIONAL.map(checkProgram),
  ];
}

export function checkNode(version: string): Diagnosis {
  const major = Number.parseInt(version, 10);
  return major >= NODE_MAJOR
    ? ok("node", version)
    : wrong(
        "node",
        `${version}, and fleetlift needs ${NODE_MAJOR}`,
        "npm ci brings it; start fleetlift by bin/fleetlift or npm",
      );
}

function checkEngine(): Diagnosis {
  try {
    const { file, version } = restateBinary();
    accessSync(file, constants.X_OK);
    return ok("engine", `Restate ${version}`);
  } catch (error) {
    return wrong("engine", messageOf(error), "npm ci, on Linux or macOS, x64 or arm64");
  }
}

/** Where kubectl looks: a list in KUBECONFIG, or the file in the home folder. */
function checkKubeconfig(): Diagnosis {
  const named = env("KUBECONFIG")?.split(path.delimiter);
  const files = (named ?? [path.join(homedir(), ".kube", "config")]).filter((file) => file !== "");
  const readable = files.filter(isReadable);
  if (readable.length > 0) return ok("kubeconfig", readable.join(", "));
  const words = `none is readable: ${files.join(", ")}`;
  return named === undefined
    ? ok("kubeconfig", `${words}; clusters that name their own need none`)
    : warning(
        "kubeconfig",
        words,
        "mend KUBECONFIG, or name a file in the fleet: access.kubeconfig",
      );
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Programs that something of fleetlift can use, and what then does not work without them. */
const OPTIONAL = [
  { name: "git", use: "anchors in Git (fleetlift up --anchor-git)" },
  { name: "go", use: "building the lab (fleetlift lab install)" },
] as const;

function checkProgram({ name, use }: (typeof OPTIONAL)[number]): Diagnosis {
  const folders = (env("PATH") ?? "").split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, name)).find(isExecutable);
  return ok(name, found ?? `not there; only needed for ${use}`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
