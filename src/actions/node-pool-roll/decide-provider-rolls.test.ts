import { expect, test } from "vitest";
import { decideRoll, putBackRoll } from "./decide.ts";
import { contextAt, inputOf, NEW, node, NOW_MS, seenOf } from "./roll.fixture.ts";

const input = inputOf({ dialect: "providerRolls" });
const fresh = (name: string, ready = true) => node(name, { kubeletVersion: NEW, ready });

test("the provider is asked once, and again only when a minute has passed", () => {
  const seen = seenOf({ nodes: [node("a"), node("b")] });
  const first = decideRoll(seen, input, contextAt());
  expect(first.deeds).toMatchObject([{ kind: "startPool", pool: "general", to: NEW }]);
  expect(decideRoll(seen, input, contextAt(first.memo, NOW_MS + 59_000)).deeds).toEqual([]);
  expect(decideRoll(seen, input, contextAt(first.memo, NOW_MS + 60_000)).deeds).toHaveLength(1);
});

test.each([
  ["an old node is left", { nodes: [node("a"), fresh("b")] }],
  ["a new node is not Ready", { nodes: [fresh("a", false), fresh("b")] }],
  ["a node is just being replaced", { nodes: [fresh("b")], size: 2 }],
  ["a node joins", { nodes: [fresh("a"), fresh("b")], joining: ["c"], size: 2 }],
])("it is not done while %s", (_, scene) => {
  expect(decideRoll(seenOf(scene), input, contextAt()).outcome.kind).toBe("requeue");
});

test("it is done when every kubelet says so and is Ready", () => {
  const seen = seenOf({ nodes: [fresh("a"), fresh("b")] });
  expect(decideRoll(seen, input, contextAt())).toMatchObject({
    deeds: [],
    outcome: { kind: "done", summary: "pool general: 2 of 2 nodes at 1.36.3 and Ready" },
  });
});

test("a kubelet newer than the control plane is not asked for", () => {
  const seen = seenOf({ nodes: [node("a")], controlPlane: "1.35.4" });
  expect(decideRoll(seen, input, contextAt())).toMatchObject({
    deeds: [],
    outcome: { kind: "failed", class: "terminal" },
  });
});

test("there is nothing of ours to put back", () => {
  const seen = seenOf({ nodes: [node("a")] });
  expect(putBackRoll(seen, input, contextAt()).outcome.kind).toBe("done");
});
