import type { LabStatus, PartStatus } from "../drivers/lab/lab-status.ts";
import type { Look } from "./render/output.ts";

/** How `lab status` shows clusters. */
export const labClusterLook: Look<LabStatus> = {
  kind: "lab",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "state", value: ({ state }) => state },
    { title: "kubernetes", value: ({ kubernetes }) => kubernetes },
    { title: "nodes", value: readyNodes },
    { title: "reason", value: ({ reason }) => reason },
    { title: "server", value: ({ server }) => server, wide: true },
    { title: "folder", value: ({ folder }) => folder, wide: true },
  ],
};

/** How `lab status NAME` shows a cluster's processes. */
export const labPartLook: Look<PartStatus> = {
  kind: "parts",
  name: ({ part }) => part,
  columns: [
    { title: "part", value: ({ part }) => part },
    { title: "version", value: ({ version }) => version },
    { title: "pid", value: ({ pid }) => (pid === undefined ? "" : String(pid)) },
    {
      title: "ready",
      value: ({ ready }) => (ready === undefined ? "" : ready ? "yes" : "no"),
    },
  ],
};

function readyNodes({ parts }: LabStatus): string {
  const nodes = parts.filter(({ part }) => part.startsWith("node/"));
  return `${nodes.filter(({ ready }) => ready === true).length}/${nodes.length}`;
}
