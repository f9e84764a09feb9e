import { describe, expect, it } from "vitest";
import { demoCluster, settled } from "./lab-cluster.fixture.ts";
import { decideControlPlane, decideNodes, decideRemoval } from "./lab-requests.ts";

const installed = ["1.34.4", "1.34.9", "1.35.4", "1.36.3"];
const moving = { ...demoCluster, kubernetes: "1.35.4", generation: 8 };

describe("a control plane", () => {
  it.each([
    ["the next minor", "1.35.4", "accepted", undefined],
    ["a newer patch", "1.34.9", "accepted", undefined],
    ["where it is", "1.34.4", "alreadyThere", undefined],
    ["an older patch", "1.34.1", "alreadyThere", undefined],
    ["a skipped minor", "1.36.3", "refused", "1.34.4 to 1.36.3 would skip a minor"],
    ["a downgrade", "1.33.13", "refused", "1.34.4 cannot go down to 1.33.13"],
    ["a release that is not built", "1.35.5", "refused", "1.35.5 is not installed in the lab"],
    ["something that is no version", "soon", "refused", "1.34.4 cannot go down to soon"],
  ])("%s (%s) is %s", (_what, to, kind, why) => {
    const { answer, next } = decideControlPlane(demoCluster, settled, to, installed);
    expect(answer).toEqual(why === undefined ? { kind } : { kind, why });
    expect(next?.kubernetes).toBe(kind === "accepted" ? to : undefined);
    expect(next?.generation).toBe(kind === "accepted" ? 8 : undefined);
  });

  it("on its way answers by where it is going", () => {
    const answer = (to: string) => decideControlPlane(moving, settled, to, installed).answer;
    expect(answer("1.35.4")).toEqual({ kind: "alreadyRunning" });
    expect(answer("1.36.3")).toEqual({ kind: "busy", with: "the move to 1.35.4" });
    expect(answer("1.34.4")).toEqual({ kind: "alreadyThere" });
  });

  it("is tried again when it is asked for again after it was given up", () => {
    const givenUp = { ...settled, generation: 8, problem: "kube-apiserver ended" };
    const { answer, next } = decideControlPlane(moving, givenUp, "1.35.4", installed);
    expect([answer.kind, next?.generation]).toEqual(["alreadyRunning", 9]);
    expect(decideControlPlane(moving, settled, "1.35.4", installed).next).toBeUndefined();
  });

  it("never leaves a kubelet more than three minors behind", () => {
    const old = demoCluster.nodes.map((node) => ({ ...node, kubelet: "1.31.2" }));
    const { answer } = decideControlPlane(
      { ...demoCluster, nodes: old },
      settled,
      "1.35.4",
      installed,
    );
    expect(answer).toEqual({
      kind: "refused",
      why: "node general-1 would be more than 3 minors behind with 1.31.2",
    });
  });
});

describe("nodes", () => {
  const wish = { pool: "general", version: "1.34.4", count: 3 };
  const ask = (change: Partial<typeof wish>, cluster = demoCluster) =>
    decideNodes(cluster, settled, { ...wish, ...change }, installed);

  it("are added until there are as many as asked for", () => {
    const { answer, next } = ask({});
    expect(answer).toEqual({ kind: "accepted" });
    expect(next?.nodes.map(({ name }) => name)).toEqual(["general-1", "general-2", "general-3"]);
    expect(next && ask({}, next).answer).toEqual({ kind: "alreadyThere" });
  });

  it("of another version do not count", () => {
    const upgraded = { ...demoCluster, kubernetes: "1.35.4" };
    const reached = { ...settled, kubernetes: "1.35.4" };
    const { next } = decideNodes(upgraded, reached, { ...wish, version: "1.35.4" }, installed);
    expect(next?.nodes).toHaveLength(5);
  });

  it.each([
    [{ pool: "gpu" }, { kind: "refused", why: "there is no pool gpu" }],
    [
      { version: "1.35.4" },
      { kind: "refused", why: "kubelet 1.35.4 would lead the control plane (1.34.4)" },
    ],
    [{ version: "1.33.1" }, { kind: "refused", why: "1.33.1 is not installed in the lab" }],
    [{ count: 2 }, { kind: "alreadyThere" }],
    [{ count: 0 }, { kind: "alreadyThere" }],
  ])("%j is answered with %j", (change, answer) => {
    expect(ask(change)).toEqual({ answer });
  });

  it("never lead an API server that still serves while the control plane moves", () => {
    expect(ask({ version: "1.35.4" }, moving).answer).toEqual({
      kind: "busy",
      with: "the move to 1.35.4",
    });
    expect(ask({}, moving).answer).toEqual({ kind: "accepted" });
  });

  it("too old for the control plane are refused", () => {
    const ahead = { ...demoCluster, kubernetes: "1.38.0" };
    const reached = { ...settled, kubernetes: "1.38.0" };
    const { answer } = decideNodes(ahead, reached, wish, installed);
    expect(answer).toEqual({ kind: "refused", why: "kubelet 1.34.4 is too old for 1.38.0" });
  });
});

describe("a node that is to go", () => {
  it("is on its way until it is gone, and then is no trouble", () => {
    const wish = { pool: "general", node: "general-1" };
    const { answer, next } = decideRemoval(demoCluster, wish);
    expect(answer).toEqual({ kind: "accepted" });
    expect(next?.nodes.map(({ name }) => name)).toEqual(["general-2"]);
    expect(next?.leaving).toEqual([{ name: "general-1", pool: "general" }]);
    expect(next && decideRemoval(next, wish)).toEqual({ answer: { kind: "alreadyRunning" } });
    expect(next && decideRemoval({ ...next, leaving: [] }, wish)).toEqual({
      answer: { kind: "alreadyThere" },
    });
  });

  it("of another pool is left alone", () => {
    expect(decideRemoval(demoCluster, { pool: "web", node: "general-1" })).toEqual({
      answer: { kind: "refused", why: "node general-1 is of pool general" },
    });
  });
});
