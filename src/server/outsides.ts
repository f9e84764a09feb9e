import path from "node:path";
import type { Outsides } from "../drivers/connect.ts";
import { labRoot } from "../drivers/lab/cluster-folder.ts";
import { worldSocket } from "../drivers/world/world-folder.ts";
import type { Clock } from "../platform/clock.ts";

/** The folder of the simulated world that belongs to a data directory. */
export const worldFolder = (dataDir: string): string => path.join(dataDir, "world");

/** Where the members of this data directory's fleets are found. What is not there now is told at each look. */
export function outsidesOf(dataDir: string, clock: Clock): Outsides {
  return {
    world: { socket: worldSocket(worldFolder(dataDir)) },
    lab: { root: labRoot(dataDir), clock },
  };
}
