import { expect, it } from "vitest";
import { fleetDocument, rolloutDocument, START_MS, testServer } from "./test-core.fixture.ts";

const documents = (state: "Initialize" | "Run" | "Stop") => ({
  documents: [rolloutDocument(state), fleetDocument()],
});

it("stores a fleet, plans a rollout and starts nothing unless its state is Run", async () => {
  const { ask } = testServer();
  const applied = await ask("POST", "/apply", documents("Initialize"));
  expect(applied).toEqual({
    status: 200,
    body: {
      items: [
        { kind: "Fleet", name: "shop", said: ["fleet shop is stored"] },
        {
          kind: "Rollout",
          name: "kubernetes-1-36",
          plan: expect.stringMatching(/^[0-9a-f]{64}$/),
          said: [
            expect.stringMatching(/^rollout kubernetes-1-36 takes plan .*: 2 clusters in 1 stage/),
            "it is not started yet: fleetlift start kubernetes-1-36",
          ],
        },
      ],
    },
  });
  expect(await ask("GET", "/rollouts/kubernetes-1-36")).toMatchObject({
    body: { phase: "planned", plannedAtMs: START_MS },
  });
});

it("keeps the plan of a rollout at work when it is applied again, and follows its state", async () => {
  const { ask, clock, host } = testServer();
  await ask("POST", "/apply", documents("Run"));
  await host.advanceTo(clock.nowMs() + 60_000);
  const again = await ask("POST", "/apply", documents("Run"));
  expect(again.body).toMatchObject({
    items: [{}, { said: ["rollout kubernetes-1-36 runs already"] }],
  });
  const stopped = await ask("POST", "/apply", documents("Stop"));
  expect(stopped.body).toMatchObject({
    items: [
      { said: ["fleet shop is unchanged"] },
      { said: [expect.stringContaining("1 running will finish")] },
    ],
  });
});

it("plans without starting when only a plan is asked for", async () => {
  const { ask } = testServer();
  await ask("POST", "/apply", { ...documents("Run"), planOnly: true });
  expect(await ask("GET", "/rollouts")).toMatchObject({ body: { items: [{ phase: "planned" }] } });
});

it("a plan that is only looked at does not take the place of one that has begun", async () => {
  const { ask } = testServer();
  await ask("POST", "/apply", documents("Run"));
  const before = await ask("GET", "/rollouts/kubernetes-1-36");
  const rollout = rolloutDocument("Run");
  const other = { ...rollout, spec: { ...rollout.spec, nodes: { drainTimeout: "20m" } } };
  const looked = await ask("POST", "/apply", {
    documents: [other, fleetDocument()],
    planOnly: true,
  });
  expect(looked).toMatchObject({
    status: 200,
    body: { items: [{}, { said: [expect.stringContaining("has begun and keeps plan")] }] },
  });
  expect(await ask("GET", "/rollouts/kubernetes-1-36")).toEqual(before);
});

it("changes nothing when one of the documents is wrong, and tells every field", async () => {
  const { ask } = testServer();
  const wrong = {
    ...rolloutDocument("Run"),
    spec: { ...rolloutDocument("Run").spec, stat: "Run", fleet: "shpo" },
  };
  const refused = await ask("POST", "/apply", { documents: [fleetDocument(), wrong] });
  expect(refused).toMatchObject({ status: 400, body: { title: "Wrong input" } });
  expect(JSON.stringify(refused.body)).toContain("spec.stat");
  expect(await ask("GET", "/fleets")).toMatchObject({ body: { items: [] } });
});

it("explains a cluster that no rollout is about, and names the nearest to one that there is not", async () => {
  const { ask } = testServer(["shop-1"]);
  await ask("POST", "/apply", { documents: [fleetDocument(), rolloutDocument("Initialize")] });
  expect(await ask("GET", "/clusters/shop-2/explanation")).toMatchObject({
    status: 200,
    body: {
      rollout: "",
      text: expect.stringMatching(/^shop-2 is in fleet shop, and no rollout is/),
    },
  });
  const named = "/clusters/shop-2/explanation?rollout=";
  expect(await ask("GET", `${named}kubernetes-1-36`)).toMatchObject({
    body: { text: expect.stringContaining("rollout kubernetes-1-36 is not about it") },
  });
  expect(await ask("GET", `${named}spring`)).toMatchObject({
    status: 404,
    body: { detail: "there is no rollout spring" },
  });
  expect(await ask("GET", "/clusters/shop-22/explanation")).toMatchObject({
    status: 404,
    body: {
      detail: "neither a fleet nor a rollout has a cluster shop-22",
      help: expect.stringMatching(/^did you mean shop-2\?/),
    },
  });
});

it("runs a rollout to its end, and tells it in lists, views and explanations", async () => {
  const { ask, clock, host } = testServer();
  await ask("POST", "/apply", documents("Run"));
  await host.advanceTo(clock.nowMs() + 5 * 60_000);
  expect(await ask("GET", "/clusters/shop-2/explanation")).toMatchObject({
    body: { text: expect.stringMatching(/^shop-2 waits\.\n {2}for {3}a slot: 1 of 1/) },
  });
  expect(await ask("GET", "/clusters/shop-old/explanation")).toMatchObject({
    body: { text: expect.stringContaining("shop-old is not upgraded by kubernetes-1-36") },
  });
  await host.advanceTo(clock.nowMs() + 3_600_000);
  expect(await ask("GET", "/rollouts/kubernetes-1-36")).toMatchObject({
    body: { phase: "done", clusters: [{ status: "done" }, { status: "done" }] },
  });
  expect(await ask("GET", "/clusters")).toMatchObject({
    body: {
      items: [
        { name: "shop-1", version: "1.36.3", rollout: "kubernetes-1-36", status: "done" },
        { name: "shop-2", version: "1.36.3" },
      ],
    },
  });
  expect(await ask("GET", "/upgrades?cluster=shop-1")).toMatchObject({
    body: { items: [{ name: "kubernetes-1-36/shop-1/1", status: "done" }], next: "" },
  });
});

it("gives lists page by page", async () => {
  const { ask } = testServer();
  const fleets = ["a", "b", "c"].map((name) => fleetDocument(name));
  await ask("POST", "/apply", { documents: fleets });
  const first = await ask("GET", "/fleets?limit=2");
  expect(first).toMatchObject({ body: { items: [{ name: "a" }, { name: "b" }], next: "b" } });
  expect(await ask("GET", "/fleets?limit=2&after=b")).toMatchObject({
    body: { items: [{ name: "c" }], next: "" },
  });
});

it("gives a plan by the first digits of its hash", async () => {
  const { ask } = testServer();
  await ask("POST", "/apply", documents("Initialize"));
  const plans = await ask("GET", "/plans");
  expect(plans).toMatchObject({ body: { items: [{ rollout: "kubernetes-1-36", clusters: 2 }] } });
  const { items } = plans.body as { items: { hash: string }[] };
  expect(await ask("GET", `/plans/${items[0]?.hash.slice(0, 8)}`)).toMatchObject({
    status: 200,
    body: { kind: "Plan", rollout: "kubernetes-1-36" },
  });
  expect(await ask("GET", "/plans/0000")).toMatchObject({ status: 404 });
});

it("hands orders to the rollout, and its refusals back as problems with what would help", async () => {
  const { ask } = testServer();
  await ask("POST", "/apply", documents("Initialize"));
  expect(await ask("POST", "/rollouts/kubernetes-1-36/orders", { kind: "run" })).toEqual({
    status: 200,
    body: { said: "rollout kubernetes-1-36 runs" },
  });
  const skip = { kind: "skip", cluster: "nobody", reason: "gone" };
  expect(await ask("POST", "/rollouts/kubernetes-1-36/orders", skip)).toMatchObject({
    status: 404,
    body: { type: "about:blank", title: "Not found", detail: expect.stringContaining("nobody") },
  });
  const running = { kind: "skip", cluster: "shop-1", reason: "busy" };
  expect(await ask("POST", "/rollouts/kubernetes-1-36/orders", running)).toMatchObject({
    status: 409,
    body: { title: "Not now" },
  });
  expect(await ask("POST", "/rollouts/kubernetes-1-37/orders", { kind: "run" })).toMatchObject({
    status: 404,
    body: { detail: "there is no rollout kubernetes-1-37", help: "there are: kubernetes-1-36" },
  });
  expect(await ask("POST", "/rollouts/kubernetes-1-36/orders", { kind: "skip" })).toMatchObject({
    status: 400,
  });
  const task = { kind: "skip", stage: "canary", task: "before-0", reason: "no need" };
  expect(await ask("POST", "/rollouts/kubernetes-1-36/orders", task)).toMatchObject({
    status: 404,
    body: { detail: "rollout kubernetes-1-36 has no stage canary" },
  });
});

it("refuses a reason that would not fit into the state of what it holds", async () => {
  const { ask } = testServer();
  await ask("POST", "/apply", documents("Initialize"));
  const pause = { kind: "pause", reason: "x".repeat(1_001) };
  expect(await ask("POST", "/rollouts/kubernetes-1-36/orders", pause)).toMatchObject({
    status: 400,
  });
});

it("answers what it does not know as a problem", async () => {
  const { ask } = testServer();
  expect(await ask("GET", "/nothing")).toMatchObject({ status: 404, body: { title: "Not found" } });
});
