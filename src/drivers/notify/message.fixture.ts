import type { Message } from "../../messages/message.ts";

export const message: Message = {
  id: "msg_0123456789abcdef",
  audience: "operations",
  topic: "failures",
  severity: "critical",
  needsPerson: true,
  thread: "kubernetes-1-36",
  title: "shop-paris: failed",
  text: "a node never came: <!channel> & *more*",
  facts: [
    { label: "Rollout", value: "kubernetes-1-36" },
    { label: "Cluster", value: "shop-paris" },
  ],
  rollout: "kubernetes-1-36",
  clusters: ["shop-paris"],
  clusterCount: 1,
  atMs: Date.UTC(2026, 10, 23, 9),
  count: 1,
  events: ["rollout/kubernetes-1-36#7"],
};
