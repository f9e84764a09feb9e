import { selects } from "../../model/selector.ts";
import type { ClusterPort } from "../../ports/cluster-port.ts";
import { changePorts } from "./change-ports.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const podsOverlooked: PlantedBug = {
  id: "I12",
  says: "A drain does not see the pods that have no budget, and does not wait for them",
  plant: () => ({
    connect: changePorts(({ cluster }) => ({
      cluster: { ...cluster, pods: (filter) => withBudgets(cluster, filter) },
    })),
  }),
};

async function withBudgets(cluster: ClusterPort, filter: Parameters<ClusterPort["pods"]>[0]) {
  const [pods, budgets] = await Promise.all([cluster.pods(filter), cluster.budgets()]);
  return pods.filter((pod) =>
    budgets.some(
      ({ namespace, selector }) => namespace === pod.namespace && selects(selector, pod.labels),
    ),
  );
}
