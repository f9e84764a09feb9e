import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clusterAt } from "../assess/clean-snapshot.fixture.ts";
import { snapshotDocument } from "../model/snapshot-document.ts";
import { worldFolder } from "../server/outsides.ts";
import { type ServedWorld, serveWorld } from "../drivers/world/serve-world.ts";
import { allRecords, knowledge, recordKinds } from "../knowledge/knowledge.ts";
import { systemClock } from "../platform/clock.ts";
import { smallWorldDocument } from "../world/small-world.fixture.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

/** Two days after the facts were read. */
const NOW_MS = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 24 * 60 * 60 * 1000;

let dir: string;
let world: ServedWorld;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-knowledge-"));
  world = await serveWorld({ document: smallWorldDocument(), dir: worldFolder(dir), speed: 1 });
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});

async function run(args: readonly string[], nowMs = NOW_MS) {
  const terminal = testTerminal();
  const clock = { ...systemClock, nowMs: () => nowMs };
  const code = await runCli(["knowledge", ...args, "--data-dir", dir], terminal, clock);
  return { code, ...terminal.written };
}

function fleetFile(...clusters: readonly string[]): string {
  const file = path.join(dir, `${clusters.join("-")}.yaml`);
  const list = clusters.map((name) => `    - { name: ${name}, provider: { kind: world } }`);
  const head =
    "apiVersion: fleetlift.dev/v1alpha1\nkind: Fleet\nmetadata: { name: small }\nspec:\n";
  writeFileSync(file, `${head}  clusters:\n${list.join("\n")}\n`);
  return file;
}

it.each(recordKinds)("lists %s", async (kind) => {
  const { code, out, err } = await run(["list", kind]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^ID +AGE +SAYS$/);
  expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(
    knowledge[kind]().map(({ id }) => id),
  );
});

it.each([
  ["releases", "releases/1.36", "2 d   released 2026-04-22, supported until 2027-06-28"],
  ["support", "support/eks/1.34", "2 d   until 2026-12-02, extended 2027-12-02"],
  [
    "apis",
    "apis/networking.k8s.io/v1beta1/Ingress",
    "2 d   beta, deprecated in 1.19, gone in 1.22, use networking.k8s.io/v1 Ingress",
  ],
  ["addons", "addons/istio/1.22", "2 d   Kubernetes 1.27 to 1.30, supported"],
  ["addons", "addons/linkerd/2.20", "2 d   Kubernetes 1.31 and later, supported"],
  ["addons", "addons/ingress-nginx/to-0", "2 d   Kubernetes 1.21 and before, supported"],
  ["addons", "addons/coredns/1.6.2", "2 d   Kubernetes 1.16, listed"],
])("of %s, %s says in a line what it knows", async (kind, id, words) => {
  const { out } = await run(["list", kind]);
  const line = out.split("\n").find((each) => each.startsWith(`${id} `));
  expect(line?.replace(/^\S+ +/, "")).toBe(words);
});

it("lists everything, by name, wide and whole", async () => {
  const { out: names } = await run(["list", "-o", "name"]);
  expect(names).toBe(
    allRecords(knowledge)
      .map(({ id }) => `${id}\n`)
      .join(""),
  );
  const { out: wide } = await run(["list", "skew", "-o", "wide"]);
  expect(wide).toMatch(
    /^skew\/kubectl +2 d +fleetlift +within one minor of the API server +kubernetes\/website content\/en\/releases\/version-skew-policy.md at 01bc09751ea9$/m,
  );
  const { out: json } = await run(["list", "releases", "-o", "json"]);
  expect(JSON.parse(json)).toMatchObject({
    kind: "List",
    items: knowledge.releases().map((record) => ({ ...record, ageDays: 2 })),
  });
});

it("shows a record whole, with where and when it was read", async () => {
  const { code, out } = await run(["show", "addons/karpenter/1.9"]);
  expect(code).toBe(0);
  expect(out).toBe(`addons/karpenter/1.9
  addon             karpenter
  versions          from 1.9, to 1.9
  kubernetes        from 1.29, to 1.35
  basis             supported
  lowestUncertain   yes
  releasedOn        2026-02-06
  note              a line of long-term support

read 2 days ago from:
  endoflife-date/endoflife.date products/karpenter.md at a70eca337600
    read 2026-11-20; as of 2026-08-22; its lowest version is the oldest row of the table, not the true bound
`);
});

it("shows pages and what was told at second hand as such", async () => {
  const day = Date.UTC(2026, 10, 21);
  const { out } = await run(["show", "addons/calico/3.33"], day);
  expect(out).toContain("\nread 1 day ago from:\n  https://github.com/Rusty-Gopher/kupre");
  expect(out).toContain(
    "    read 2026-11-20; as of 2026-10-22; second hand; quotes docs.tigera.io\n",
  );
  const { out: quoted } = await run(["show", "addons/istio/1.4"]);
  expect(quoted).toContain("\n  Istio's statement of tested releases for 1.3 to 1.6");
});

it("shows a record as YAML, alone", async () => {
  const { out } = await run(["show", "behaviours/dockershim", "-o", "yaml"]);
  expect(out).toMatch(/^id: behaviours\/dockershim\nminor: "1.24"\n/);
  expect(out).toMatch(/^ageDays: 2$/m);
});

it.each([
  ["show", "psp", "there is: behaviours/psp"],
  ["show", "nothing", "see them with: fleetlift knowledge list [releases|"],
  ["list", "nothing", "Allowed choices are releases"],
])("refuses %s %s, with what would help", async (command, id, words) => {
  const { code, out, err } = await run([command, id]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
});

it("checks the clusters of a fleet, and says what is missing for them", async () => {
  const { code, out, err } = await run(["check", "-f", fleetFile("shop", "nobody")]);
  expect(code).toBe(3);
  expect(out).toMatch(
    /^MISSING +WHAT +CLUSTERS +WHY\nnot-seen +nobody +1 of 2 +what runs there is not known: .*nobody.*\n$/,
  );
  expect(err).toBe("1 gap for 2 clusters; what would help: -o wide\n");
});

it("takes a snapshot in place of a look at its cluster", async () => {
  const file = fleetFile("far-away");
  const snapshot = { ...snapshotDocument(clusterAt("1.12.3")), metadata: { name: "far-away" } };
  const seen = path.join(dir, "far-away-seen.json");
  writeFileSync(
    seen,
    JSON.stringify({ ...snapshot, spec: { ...snapshot.spec, member: "far-away" } }),
  );
  expect((await run(["check", "-f", file])).out).toContain("what runs there is not known");
  expect((await run(["check", "-f", file, "-f", seen])).out).not.toContain("what runs there");
});

it("a misspelt record is told the nearest that there is", async () => {
  const { code, err } = await run(["show", "risks/DockershimRemovd"]);
  expect(code).toBe(2);
  expect(err).toContain("did you mean risks/DockershimRemoved?");
});

it("checks how old the facts are", async () => {
  const file = fleetFile("shop");
  const { code, out } = await run(["check", "-f", file, "-o", "name"], NOW_MS + 90 * DAY_MS);
  expect(code).toBe(3);
  expect(out.split("\n")).toEqual([...recordKinds.map((kind) => `gaps/old/${kind}`), ""]);
});

it("needs a fleet to check", async () => {
  const file = path.join(import.meta.dirname, "../../examples/shop/rollout.yaml");
  const { code, err } = await run(["check", "-f", file]);
  expect(code).toBe(2);
  expect(err).toContain("there is no Fleet in these files, and so nothing to check");
});

const OWN = path.join(import.meta.dirname, "../../examples/knowledge");

it("records of one's own are listed with who brings them", async () => {
  const { code, out, err } = await run(["list", "addons", "-f", OWN]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.split("\n");
  expect(lines[0]).toMatch(/^ID +AGE +FROM +SAYS$/);
  expect(lines.find((line) => line.startsWith("addons/istio/1.30 "))).toContain(" fleetlift ");
  const own = lines.filter((line) => line.includes("shop.yaml"));
  expect(own.map((line) => line.split(" ")[0])).toEqual([
    "addons/istio/1.31",
    "addons/gatekeeper/3.17",
  ]);
  const { out: json } = await run(["list", "risks", "-f", OWN, "-o", "json"]);
  expect(JSON.parse(json).items.at(-1)).toMatchObject({ origin: { from: `${OWN}/shop.yaml` } });
});

it("a record that stands in place of fleetlift's says why, and who says so", async () => {
  const { out } = await run(["show", "addons/istio/1.31", "-f", OWN]);
  expect(out.split("\n")[1]).toBe(
    `brought by ${OWN}/shop.yaml, in place of fleetlift's own: the table was edited after the release; we hold to what the mesh team tested (platform@shop.example)`,
  );
  const { out: added } = await run(["show", "addons/gatekeeper/3.17", "-f", OWN]);
  expect(added.split("\n")[1]).toBe(`brought by ${OWN}/shop.yaml`);
});
