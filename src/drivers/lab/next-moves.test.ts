import { describe, expect, it } from "vitest";
import { nextMoves, type Move, type Running, type Seen } from "./next-moves.ts";
import { CONTROL_PLANE, type Part } from "./parts.ts";

const part = (name: string, release: string): Part => ({
  name,
  program: "kubernetes",
  called: name,
  release,
  args: [],
  fingerprint: `${name} ${release}`,
});

/** A process written as `name release`, with what it was started with. */
function running(text: string, pid: number): Running {
  const [name = "", release = "", settings = ""] = text.split(" ");
  return { pid, part: name, release, fingerprint: `${name} ${release}${settings}` };
}

function moves(options: {
  readonly kubernetes?: string;
  readonly nodes?: readonly string[];
  readonly leaving?: readonly string[];
  readonly runs: readonly string[];
  readonly ready?: readonly string[];
  readonly joined?: readonly string[];
}): readonly string[] {
  const {
    kubernetes = "1.34.4",
    nodes = [],
    leaving = [],
    runs,
    ready = [],
    joined = [],
  } = options;
  const parts = [
    part("etcd", "3.6.16"),
    ...CONTROL_PLANE.slice(1).map((name) => part(name, kubernetes)),
    ...nodes.map((text) => part(text.split(" ")[0] ?? "", text.split(" ")[1] ?? "")),
  ];
  const seen: Seen = { running: runs.map(running), ready, joined };
  return nextMoves({ parts, leaving }, seen).map(words);
}

function words(move: Move): string {
  switch (move.kind) {
    case "start":
    case "wait":
      return `${move.kind} ${move.part.name} ${move.part.release}`;
    case "stop":
      return `stop ${move.running.part} ${move.running.release}: ${move.why}`;
    case "forget":
      return `forget ${move.node}`;
  }
}

const etcd = "etcd 3.6.16";
const api = "kube-apiserver";
const manager = "kube-controller-manager";
const scheduler = "kube-scheduler";
const at = (release: string): string[] => [
  etcd,
  `${api} ${release}`,
  `${manager} ${release}`,
  `${scheduler} ${release}`,
];
const all = [...CONTROL_PLANE];

describe("a cluster that starts", () => {
  it("starts one part of the control plane after the other, each when the one before is ready", () => {
    expect(moves({ runs: [] })).toEqual(["start etcd 3.6.16"]);
    expect(moves({ runs: [etcd] })).toEqual(["wait etcd 3.6.16"]);
    expect(moves({ runs: [etcd], ready: ["etcd"] })).toEqual(["start kube-apiserver 1.34.4"]);
    expect(moves({ runs: at("1.34.4").slice(0, 3), ready: all.slice(0, 2) })).toEqual([
      "wait kube-controller-manager 1.34.4",
    ]);
    expect(moves({ runs: at("1.34.4").slice(0, 3), ready: all.slice(0, 3) })).toEqual([
      "start kube-scheduler 1.34.4",
    ]);
    expect(moves({ runs: at("1.34.4"), ready: all })).toEqual([]);
  });

  it("starts nodes all at once, and only when the control plane is at work", () => {
    const nodes = ["node/a-1 1.34.4", "node/a-2 1.34.4"];
    expect(moves({ runs: at("1.34.4"), ready: all.slice(0, 3), nodes })).toEqual([
      "wait kube-scheduler 1.34.4",
    ]);
    expect(moves({ runs: at("1.34.4"), ready: all, nodes })).toEqual([
      "start node/a-1 1.34.4",
      "start node/a-2 1.34.4",
    ]);
    expect(
      moves({ runs: [...at("1.34.4"), ...nodes], ready: all, nodes, joined: ["a-2"] }),
    ).toEqual(["wait node/a-1 1.34.4"]);
  });
});

describe("a control plane that is upgraded", () => {
  const kubernetes = "1.35.4";

  it("begins with the API server and keeps etcd", () => {
    expect(moves({ kubernetes, runs: at("1.34.4"), ready: all })).toEqual([
      "stop kube-apiserver 1.34.4: 1.34.4 is to become 1.35.4",
    ]);
  });

  it("touches no other part while one is on its way", () => {
    const old = [`${manager} 1.34.4`, `${scheduler} 1.34.4`];
    expect(moves({ kubernetes, runs: [etcd, ...old], ready: ["etcd"] })).toEqual([
      "start kube-apiserver 1.35.4",
    ]);
    expect(moves({ kubernetes, runs: [etcd, `${api} 1.35.4`, ...old], ready: ["etcd"] })).toEqual([
      "wait kube-apiserver 1.35.4",
    ]);
    expect(
      moves({ kubernetes, runs: [etcd, `${api} 1.35.4`, ...old], ready: ["etcd", api] }),
    ).toEqual(["stop kube-controller-manager 1.34.4: 1.34.4 is to become 1.35.4"]);
  });

  it("leaves the nodes as they are", () => {
    const nodes = ["node/a-1 1.34.4"];
    const options = { kubernetes, nodes, ready: all, joined: ["a-1"] };
    expect(moves({ ...options, runs: [...at("1.35.4"), ...nodes] })).toEqual([]);
  });
});

describe("what died or changed", () => {
  it("a part that ended is started again before anything after it", () => {
    expect(moves({ runs: at("1.34.4").filter((one) => one !== etcd), ready: [] })).toEqual([
      "start etcd 3.6.16",
    ]);
  });

  it("a part whose settings changed is started anew", () => {
    const runs = at("1.34.4").map((one) => (one.startsWith(api) ? `${one} old-port` : one));
    expect(moves({ runs, ready: all })).toEqual([
      "stop kube-apiserver 1.34.4: its settings have changed",
    ]);
  });

  it("a second process of a part, and one that nobody wants, are ended first", () => {
    const runs = [...at("1.34.4"), "etcd 3.6.16", "node/a-9 1.34.4"];
    expect(moves({ runs, ready: [] })).toEqual([
      "stop etcd 3.6.16: another one runs already",
      "stop node/a-9 1.34.4: it is not wanted any more",
    ]);
  });
});

describe("a node that leaves", () => {
  it("is forgotten only when its process is gone", () => {
    const options = { ready: all, leaving: ["a-1"] };
    expect(moves({ ...options, runs: [...at("1.34.4"), "node/a-1 1.34.4"] })).toEqual([
      "stop node/a-1 1.34.4: it is not wanted any more",
    ]);
    expect(moves({ ...options, runs: at("1.34.4") })).toEqual(["forget a-1"]);
  });
});
