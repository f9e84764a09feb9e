import { expect, it, test } from "vitest";
import type { Json } from "../../model/data.ts";
import type { AddonPartView, AddonView } from "../../ports/addon-port.ts";
import { OWNER, wordsOf } from "../run-in-world.fixture.ts";
import { addon, asked, context, input, part, workload } from "./addon-views.fixture.ts";
import { decideAddonPutBack } from "./decide-put-back.ts";
import type { AddonMoveInput } from "./input.ts";

const ours = (version: string, more: Partial<AddonPartView> = {}): AddonPartView =>
  part(version, { changedBy: OWNER, ...more });

const putBack = (
  view: AddonView | undefined,
  memo: Json = asked(300_000),
  more: Partial<AddonMoveInput> = {},
) => decideAddonPutBack(view, input(more), context(memo));

it.each([
  ["it is gone", undefined, "coredns is not there"],
  ["its part is gone", addon(part("1", { part: "proxies" })), "coredns is not there"],
  ["nothing was asked for", addon(part("1.11.3")), "coredns was not moved by this upgrade"],
  ["somebody else moved it", addon(part("1.12.1", { changedBy: "ana" })), "was not moved by this"],
])("nothing is taken back where %s", (_, view, words) => {
  const { deeds, outcome } = putBack(view, null);
  expect(deeds).toEqual([]);
  expect(outcome.kind).toBe("done");
  expect(wordsOf(outcome)).toContain(`nothing to take back: `);
  expect(wordsOf(outcome)).toContain(words);
});

test("CRDs that were moved and stay are said", () => {
  const crds = { version: "1.12.1", trouble: "", items: [] };
  expect(wordsOf(putBack(addon(part("1.11.3"), { crds })).outcome)).toBe(
    "nothing to take back: coredns was not moved by this upgrade; its CRDs stay at 1.12.1",
  );
  expect(wordsOf(putBack(addon(ours("1.11.3"), { crds })).outcome)).toBe(
    "coredns is at 1.11.3, as before; its CRDs stay at 1.12.1",
  );
  const old = { ...crds, version: "1.11.3" };
  expect(wordsOf(putBack(addon(ours("1.11.3"), { crds: old })).outcome)).toBe(
    "coredns is at 1.11.3, as before",
  );
  const unknown = { ...crds, version: "" };
  expect(wordsOf(putBack(addon(ours("1.11.3"), { crds: unknown })).outcome)).toBe(
    "coredns is at 1.11.3, as before",
  );
});

test.each([
  ["has arrived", ours("1.12.1")],
  ["is on its way", ours("1.11.3", { upgradingTo: "1.12.1" })],
  ["is half way", ours("1.11.3", { workloads: [workload("1.12.1"), workload("1.11.3")] })],
])("what %s is taken back to where it was", (_, seen) => {
  const { deeds, outcome } = putBack(addon(seen));
  expect(deeds).toMatchObject([{ kind: "rollBack", to: "1.11.3", workloads: [], owner: OWNER }]);
  expect(outcome).toMatchObject({ kind: "requeue" });
  expect(wordsOf(outcome)).toBe("coredns goes back to 1.11.3");
});

test("it is asked for once, and waited for as long as it takes", () => {
  const view = addon(ours("1.12.1"));
  const first = putBack(view);
  const { deeds, outcome } = decideAddonPutBack(view, input(), context(first.memo));
  expect(deeds).toEqual([]);
  expect(outcome.kind).toBe("requeue");
  const progress = { seen: "", lookedAtMs: 0, stillMs: 86_400_000 };
  expect(putBack(view, asked(0, { progress })).outcome.kind).toBe("requeue");
});

test.each([
  ["on the way", ours("1.11.3", { upgradingTo: "1.11.3" }), "coredns goes back to 1.11.3"],
  [
    "not well yet",
    ours("1.11.3", { workloads: [workload("1.11.3", { outdated: 1 })] }),
    "coredns goes back to 1.11.3: Deployment kube-system/coredns has 2 of 2 pods",
  ],
])("the way back is not over: %s", (_, seen, words) => {
  const { deeds, outcome } = putBack(addon(seen));
  expect(deeds).toEqual([]);
  expect(outcome.kind).toBe("requeue");
  expect(wordsOf(outcome)).toContain(words);
});

test("of proxies those go back that were moved, and all of them while a move is under way", () => {
  const workloads = [workload("1.29.2", { name: "a" }), workload("1.28.1", { name: "b" })];
  const proxies = { addon: "istio", part: "proxies", from: "1.28.1", to: "1.29.2" } as const;
  const memo = asked(300_000, { from: "1.28.1" });
  const rest = ours("1.28.1", { part: "proxies", workloads });
  expect(putBack(addon(rest), memo, proxies).deeds).toMatchObject([
    { workloads: ["kube-system/a"] },
  ]);
  const moving = { ...rest, upgradingTo: "1.29.2" };
  expect(putBack(addon(moving), memo, proxies).deeds).toMatchObject([{ workloads: [] }]);
});

test("where the notes are lost, the version before is what the cluster keeps", () => {
  const kept = ours("1.12.1", { before: { version: "1.11.3" } });
  expect(putBack(addon(kept), null).deeds).toMatchObject([{ to: "1.11.3" }]);
  expect(putBack(addon(ours("1.12.1")), null).deeds).toMatchObject([{ to: "1.11.3" }]);
});
