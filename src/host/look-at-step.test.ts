import { expect, test } from "vitest";
import { actionCatalog } from "../actions/catalog.ts";
import { testWorld } from "../actions/run-in-world.fixture.ts";
import type { Step } from "../model/plan.ts";
import type { HostContext } from "../ports/host-port.ts";
import type { MemberPorts } from "../ports/connect.ts";
import { PortError } from "../ports/port-error.ts";
import { begin } from "../upgrade/begin.ts";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { lookAtStep } from "./look-at-step.ts";

const START_MS = 1_000;
const small = { pools: [{ name: "general", dialect: "weRoll", size: 1 }] };

const step = (uses: string, inputs: Step["with"]): Step => ({
  id: "a",
  title: "step a",
  uses,
  with: inputs,
  role: "self",
  needs: [],
  timeoutMs: 3_600_000,
  retry: {
    policy: "FIXED",
    limit: 1,
    delayMs: 1_000,
    scale: 1,
    maxDelayMs: 0,
    jitterMs: 0,
    totalTimeoutMs: 0,
  },
  undo: "",
});

/** One look of a step of an upgrade that was planned for the cluster of `identity`. */
async function lookOnce(
  use: Step,
  identity: string,
  connect: () => Promise<MemberPorts>,
  mode: "forward" | "putBack" = "forward",
) {
  const plan = { steps: [use] };
  const named = { rollout: "r", cluster: "c", member: "c", attempt: 1, plan: "p", skips: [] };
  const { upgrade } = begin(plan, { ...named, identity }, START_MS);
  const intended: string[] = [];
  // Only what a look asks of its host.
  const context = { effect: (_: string, run: () => unknown) => run() } as unknown as HostContext;
  const { people, notices } = testWorld(small, { contacts: { operations: "#platform" } });
  const member = { name: "c", provider: { kind: "world" }, access: {} } as const;
  const services = {
    records: memoryRecords(),
    actions: actionCatalog,
    connect,
    notify: people.notify,
  };
  const findMember = () => Promise.resolve({ member, contacts: people.contacts });
  const sharedContacts = () => Promise.resolve(people.contacts);
  const loadPlan = () => Promise.reject(new Error("not asked for"));
  const looked = await lookAtStep(
    {
      context,
      tools: { services, findMember, sharedContacts, loadPlan },
      plan,
      ref: { fleet: "f", shape: "s" },
      upgrade,
      nowMs: START_MS,
    },
    { kind: "look", step: "a", mode, with: use.with, startedAtMs: START_MS, memo: null },
    (words) => Promise.resolve(void intended.push(...words)),
  );
  return { ...looked, intended, notices };
}

const roll = step("node-pool.roll", { pool: "general", to: "1.35.4", dialect: "weRoll" });
const controlPlane = step("control-plane.upgrade", { to: "1.35.4" });

test.each([roll, controlPlane])(
  "a name that leads to another cluster since the lease was taken is not touched: $uses",
  async (use) => {
    const { member } = testWorld(small, { version: "1.34.4" });
    const { outcome, intended } = await lookOnce(use, "another", () => Promise.resolve(member));
    expect(outcome).toMatchObject({ kind: "failed", class: "terminal" });
    expect(outcome).toHaveProperty(
      "why",
      expect.stringContaining("c is not the cluster that was planned for"),
    );
    expect(intended).toEqual([]);
  },
);

test("a provider can be asked while the API server gives no answer", async () => {
  const { member } = testWorld(small, { version: "1.34.4" });
  const identity = await member.cluster.identity();
  const cluster = {
    ...member.cluster,
    identity: () => Promise.reject(new PortError("transient", "no answer")),
  };
  const { outcome } = await lookOnce(controlPlane, identity, () =>
    Promise.resolve({ ...member, cluster }),
  );
  expect(outcome.kind).toBe("requeue");
});

test("credentials that are refused are no proof of the right cluster", async () => {
  const { member } = testWorld(small);
  const cluster = {
    ...member.cluster,
    identity: () => Promise.reject(new PortError("terminal", "not accepted")),
  };
  const { outcome } = await lookOnce(roll, "any", () => Promise.resolve({ ...member, cluster }));
  expect(outcome).toEqual({ kind: "failed", class: "terminal", why: "not accepted" });
});

test.each([
  ["wait", step("wait", { forMs: 0 })],
  ["notify", step("notify", { audience: "operations", text: "done" })],
])("what needs no cluster works when there is none: %s", async (_name, use) => {
  const gone = () => Promise.reject(new PortError("terminal", "no kubeconfig"));
  expect((await lookOnce(use, "any", gone)).outcome.kind).toBe("done");
  expect((await lookOnce(use, "any", gone, "putBack")).outcome.kind).toBe("done");
});

test("a step whose action nobody has fails in words, and holds nothing that is to be put back", async () => {
  const gone = () => Promise.reject(new PortError("terminal", "no kubeconfig"));
  const unknown = step("unknown", {});
  const { outcome } = await lookOnce(unknown, "any", gone);
  expect(outcome).toMatchObject({ kind: "failed", class: "terminal" });
  const back = await lookOnce(unknown, "any", gone, "putBack");
  expect(back.outcome).toMatchObject({
    kind: "done",
    summary: expect.stringMatching(/^nothing to put back: .*unknown/),
  });
});
