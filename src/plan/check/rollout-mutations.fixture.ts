import { found, type Mutation } from "./draft.fixture.ts";

/** Plans whose stages, decisions, risks or places are wrong. */
export const rolloutMutations: readonly Mutation[] = [
  ["P5", "a cluster twice", (b) => b.stage("production").clusters.push(b.cluster("shop-eu"))],
  [
    "P5",
    "planned and left out",
    (b) => b.plan.leftOut.push({ name: "tools", kind: "blocked", why: "x", help: "" }),
  ],
  ["P6", "a shape that is not there", (b) => (b.cluster("tools").shape = "Z")],
  ["P6", "a shape of nobody", (b) => (b.plan.shapes["Z"] = b.shape("rolling"))],
  [
    "P24",
    "something blocks",
    (b) =>
      b.plan.concerns?.push({
        check: "removed-api",
        level: "Blocks",
        why: "it is gone",
        help: "move it",
        objects: [],
        count: 1,
        clusters: ["shop-eu"],
        accepted: false,
      }),
  ],
  [
    "P25",
    "a window too short",
    (b) => (found(found(b.plan.calendars?.["C1"]).windows[0]).end = "19:00"),
  ],
  [
    "P25",
    "a freeze without end",
    (b) =>
      Object.assign(found(found(b.plan.calendars?.["C1"]).freezes[0]), {
        from: "2026-11-01",
        until: "2027-06-01",
      }),
  ],
  ["P26", "all of production may fail", (b) => (b.stage("production").maxAllowedFailures = 2)],
  [
    "P26",
    "the only one may fail, and it goes on",
    (b) => (b.stage("first").maxAllowedFailures = 1),
  ],
  ["P27", "production at once", (b) => (b.stage("production").maxConcurrency = 2)],
  [
    "P28",
    "most of them first",
    (b) => {
      const copies = ["a", "b", "c", "d"].map((name) => ({
        ...b.cluster("tools"),
        name,
        identity: name,
      }));
      b.stage("first").clusters.push(...copies);
    },
  ],
  [
    "P28",
    "all of them first",
    (b) => {
      const [stage] = b.plan.stages.splice(3);
      b.plan.stages = [found(stage)];
      b.plan.stages[0]?.clusters.push({
        ...b.cluster("shop-eu"),
        name: "shop-ap",
        identity: "shop-ap",
      });
      b.plan.shapes = { D: b.shape("rolling") };
      b.plan.acceptedRisks = [];
      b.snapshots.set("shop-ap", { ...found(b.snapshots.get("shop-eu")), identity: "shop-ap" });
    },
  ],
  ["P29", "nobody is asked", (b) => delete b.stage("production").before],
  [
    "P29",
    "somebody is asked when it is over",
    (b) => {
      const stage = b.stage("production");
      stage.after = found(stage.before);
      delete stage.before;
    },
  ],
  ["P30", "more successes than clusters", (b) => (b.stage("production").minSuccess = 3)],
  [
    "P31",
    "an approval of nobody",
    (b) => Object.assign(found(b.stage("production").before?.[0]), { roles: [] }),
  ],
  [
    "P31",
    "an approval that is over at once",
    (b) => Object.assign(found(b.stage("production").before?.[0]), { expiresAfterMs: 0 }),
  ],
  ["P33", "a decision that is not there", (b) => (b.cluster("tools").decision = "D9")],
  [
    "P33",
    "another strategy was decided",
    (b) => (found(b.plan.decisions?.["D3"]).strategy = "rolling"),
  ],
  [
    "P33",
    "it was decided for another stage",
    (b) => (found(b.plan.decisions?.["D3"]).by = { kind: "stage", stage: "first" }),
  ],
  ["P33", "a calendar that is not there", (b) => (b.cluster("shop-eu").calendar = "C9")],
  ["P34", "a workflow without a name", (b) => delete b.plan.workflows["canary"]],
  [
    "P34",
    "a workflow that is not named by a hash",
    (b) => (b.plan.workflows["rolling"] = "latest"),
  ],
  ["P35", "nobody accepted it", (b) => (found(b.plan.acceptedRisks?.[0]).by = " ")],
  [
    "P35",
    "it was accepted without a reason",
    (b) => (found(b.plan.acceptedRisks?.[0]).reason = " "),
  ],
  ["P35", "it is over", (b) => (found(b.plan.acceptedRisks?.[0]).until = "2026-11-20")],
  [
    "P35",
    "it is of a stranger too",
    (b) => found(b.plan.acceptedRisks?.[0]).clusters.push("nobody"),
  ],
  [
    "P35",
    "a risk of no cluster",
    (b) =>
      b.plan.acceptedRisks?.push({
        name: "x",
        by: "a",
        reason: "b",
        until: "2027-01-01",
        clusters: [],
      }),
  ],
  [
    "P39",
    "one real cluster by two names",
    (b) => (b.cluster("shop-us").identity = b.cluster("shop-eu").identity),
  ],
  [
    "P39",
    "another real cluster was seen",
    (b) => b.seen("plant", (each) => ({ ...each, identity: "another" })),
  ],
  ["P40", "a field too many", (b) => Object.assign(b.plan, { colour: "red" })],
  ["P40", "a time in words", (b) => Object.assign(b.step("rolling", "tell"), { timeoutMs: "10m" })],
  [
    "P41",
    "a stage of nobody",
    (b) => b.plan.stages.push({ ...b.stage("first"), name: "last", clusters: [] }),
  ],
  [
    "P42",
    "two stages of one name",
    (b) => {
      b.stage("second").name = "first";
      found(b.plan.decisions?.["D2"]).by = { kind: "stage", stage: "first" };
    },
  ],
  ["P43", "a shape without a why", (b) => (b.shape("rolling").why = "")],
  ["P43", "a decision without a why", (b) => (found(b.plan.decisions?.["D1"]).why = " ")],
  [
    "P43",
    "left out without a why",
    (b) => b.plan.leftOut.push({ name: "x", kind: "not-selected", why: "", help: "" }),
  ],
];
