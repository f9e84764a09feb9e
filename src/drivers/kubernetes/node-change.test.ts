import { describe, expect, it } from "vitest";
import {
  avoidChange,
  cordonChange,
  quarantineChange,
  releaseChange,
  uncordonChange,
} from "./node-change.ts";
import { nodeSchema, nodeView } from "./node-view.ts";

function node(spec: object, annotations: Readonly<Record<string, string>> = {}) {
  return nodeSchema.parse({ metadata: { name: "a-1", resourceVersion: "7", annotations }, spec });
}

const OURS = { "fleetlift.dev/cordoned-by": "us" };
const LEAVING = { key: "fleetlift.dev/leaving", effect: "PreferNoSchedule" };
const FOREIGN = {
  key: "gpu",
  value: "yes",
  effect: "NoSchedule",
  timeAdded: "2026-11-21T00:00:00Z",
};

describe("cordon", () => {
  it("writes the cordon and its owner in one change, guarded by the version that was read", () => {
    expect(cordonChange(node({}), "us")).toEqual({
      patch: {
        metadata: { resourceVersion: "7", annotations: OURS },
        spec: { unschedulable: true },
      },
      answer: { kind: "cordoned" },
    });
  });

  it("leaves a cordon that is there, ours or another's", () => {
    const cordoned = { unschedulable: true };
    const answer = (annotations: Readonly<Record<string, string>>) =>
      cordonChange(node(cordoned, annotations), "us");
    expect(answer(OURS)).toEqual({ patch: undefined, answer: { kind: "alreadyOurs" } });
    expect(answer({})).toEqual({ patch: undefined, answer: { kind: "alreadyByOther" } });
    expect(answer({ "fleetlift.dev/cordoned-by": "them" }).answer.kind).toBe("alreadyByOther");
  });

  it("takes over what is left of an older cordon that somebody ended by hand", () => {
    const stale = node({}, { "fleetlift.dev/cordoned-by": "them" });
    expect(cordonChange(stale, "us").answer.kind).toBe("cordoned");
  });
});

describe("uncordon", () => {
  it("ends our cordon and takes the owner away", () => {
    expect(uncordonChange(node({ unschedulable: true }, OURS), "us").patch).toEqual({
      metadata: { resourceVersion: "7", annotations: { "fleetlift.dev/cordoned-by": null } },
      spec: { unschedulable: null },
    });
  });

  it("clears what is left when somebody uncordoned by hand", () => {
    expect(uncordonChange(node({}, OURS), "us").patch).toBeDefined();
  });

  it("leaves what others cordoned", () => {
    expect(uncordonChange(node({ unschedulable: true }), "us").patch).toBeUndefined();
    expect(uncordonChange(node({ unschedulable: true }, OURS), "them").patch).toBeUndefined();
  });
});

describe("avoid", () => {
  it("adds our taint behind the others, which are written back as they were", () => {
    expect(avoidChange(node({ taints: [FOREIGN] }), true).patch).toEqual({
      metadata: { resourceVersion: "7", annotations: {} },
      spec: { taints: [FOREIGN, LEAVING] },
    });
  });

  it("takes only our taint off", () => {
    expect(avoidChange(node({ taints: [LEAVING, FOREIGN] }), false).patch).toMatchObject({
      spec: { taints: [FOREIGN] },
    });
  });

  it("changes nothing when it is so already", () => {
    expect(avoidChange(node({ taints: [LEAVING] }), true).patch).toBeUndefined();
    expect(avoidChange(node({ taints: [FOREIGN] }), false).patch).toBeUndefined();
  });
});

describe("quarantine", () => {
  const mark = { owner: "us", reason: "held by PDB shop/web", atMs: 0, tries: 1 };
  const words = {
    "fleetlift.dev/quarantined-by": "us",
    "fleetlift.dev/quarantined-reason": "held by PDB shop/web",
    "fleetlift.dev/quarantined-since": "1970-01-01T00:00:00.000Z",
    "fleetlift.dev/quarantined-tries": "1",
  };

  it("is a label, its words, and our cordon off, in one guarded change", () => {
    expect(quarantineChange(node({ unschedulable: true }, OURS), mark).patch).toEqual({
      metadata: {
        resourceVersion: "7",
        labels: { "fleetlift.dev/quarantined": "true" },
        annotations: { ...words, "fleetlift.dev/cordoned-by": null },
      },
      spec: { unschedulable: null },
    });
  });

  it("leaves the cordon of another", () => {
    const { patch } = quarantineChange(node({ unschedulable: true }), mark);
    expect(patch).not.toHaveProperty("spec");
  });

  it("is taken off by whoever wrote it, and by nobody else", () => {
    expect(releaseChange(node({}, words), "them").patch).toBeUndefined();
    expect(releaseChange(node({}, words), "us").patch).toEqual({
      metadata: {
        resourceVersion: "7",
        labels: { "fleetlift.dev/quarantined": null },
        annotations: Object.fromEntries(Object.keys(words).map((key) => [key, null])),
      },
    });
  });

  it.each([
    ["whole", words, mark],
    ["without its words", {}, { owner: "", reason: "", atMs: 0, tries: 1 }],
    ["with words that are none", { ...words, "fleetlift.dev/quarantined-since": "x", "fleetlift.dev/quarantined-tries": "0" }, mark], // prettier-ignore
  ])("is read %s", (_, annotations, quarantine) => {
    const labels = { "fleetlift.dev/quarantined": "true" };
    const seen = nodeSchema.parse({ metadata: { name: "a", resourceVersion: "1", labels, annotations } }); // prettier-ignore
    expect(nodeView(seen).quarantine).toEqual(quarantine);
  });

  it("is the label: words alone are none", () => {
    expect(nodeView(node({}, words)).quarantine).toBeUndefined();
  });
});
