/** One replica for sixteen nodes, and two at least, as the cluster autoscaler of DNS has it. */
export default {
  decide: (_seen, { nodes }) => {
    const replicas = Math.max(2, Math.ceil(nodes / 16));
    return {
      outcome: {
        kind: "done",
        summary: `${replicas} replicas for ${nodes} nodes`,
        outputs: { replicas },
      },
    };
  },
};
