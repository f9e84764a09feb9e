import { symlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";
import { budget, object, scanFolder } from "./scan-folder.fixture.ts";
import { scanIn } from "./scan-in.fixture.ts";

const folder = scanFolder();

const scan = scanIn(folder);
const fine = object("apps/v1", "Deployment", "web");

it("tells the worst first, each API once with its places, then what was not read", async () => {
  folder.write({
    "mixed/a.yaml": `${fine}---\n${budget("web")}  namespace: shop\n`,
    "mixed/b.yaml": budget("db"),
    "mixed/broken.yaml": `${budget("ok")}---\nkind: [\n---\n${fine}`,
    "mixed/flow.json": JSON.stringify({
      apiVersion: "autoscaling/v2beta2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web" },
    }),
  });
  const { code, out, err } = await scan("mixed/", "--target", "1.25");
  expect(code).toBe(5);
  expect(out).toMatch(
    /^REMOVED, not served by 1\.25\n {2}policy\/v1beta1 PodDisruptionBudget {3}removed in 1\.25; use policy\/v1 PodDisruptionBudget \(since 1\.21\)\n/,
  );
  expect(out).toContain(`
      mixed/a.yaml:6        shop/web
      mixed/b.yaml:1        db
      mixed/broken.yaml:1   ok
`);
  expect(out).toContain(`
DEPRECATED, still served by 1.25
  autoscaling/v2beta2 HorizontalPodAutoscaler   deprecated in 1.23, removed in 1.26; use autoscaling/v2 HorizontalPodAutoscaler (since 1.23)
`);
  expect(out).toMatch(/\nNOT READ, so nothing is known of it\n {2}mixed\/broken\.yaml:\d+ {3}\S/);
  expect(err).toBe(
    "4 findings for 1.25: 3 removed, 1 deprecated; 6 objects read in 4 files; 1 place not read (--strict fails on that)\n",
  );
});

it("says that nothing was found, and in how much", async () => {
  folder.write({ "good/a.yaml": `${fine}---\n${fine}` });
  expect(await scan("good/", "--target", "1.36")).toEqual({
    code: 0,
    out: "",
    err: "nothing found for 1.36; 2 objects read in 1 file\n",
  });
});

it("takes the newest minor that is known, and says so", async () => {
  folder.write({ "newest/a.yaml": fine });
  const { code, err } = await scan("newest/");
  expect(code).toBe(0);
  expect(err).toMatch(/^for 1\.\d+, the newest that is known; --target names another\n/);
});

it.each([
  [["--fail-on", "removed"], 0],
  [["--fail-on", "replacement-not-served"], 0],
  [["--fail-on", "replacement-not-served", "--current", "1.22"], 5],
  [["--fail-on", "deprecated"], 5],
  [["--fail-on", "none"], 0],
])("of what is only deprecated, %j ends with %i", async (options, code) => {
  folder.write({ "old/a.yaml": object("autoscaling/v2beta2", "HorizontalPodAutoscaler", "web") });
  expect(await scan("old/", "--target", "1.25", ...options)).toMatchObject({ code });
});

it("what is removed fails also when its replacement has to wait", async () => {
  folder.write({ "wait/a.yaml": budget("web") });
  const { code, out } = await scan("wait/", "--target", "1.25", "--current", "1.20");
  expect(code).toBe(5);
  expect(out).toContain("REPLACEMENT NOT SERVED by 1.20 yet: to be changed on the way\n");
});

it("what was not read fails under --strict, and findings say more than that", async () => {
  folder.write({
    "torn/a.yaml": "apiVersion: v1\nkind: [\n",
    "both/a.yaml": `kind: [\n---\n${budget("x")}`,
  });
  expect(await scan("torn/", "--target", "1.36")).toMatchObject({ code: 0 });
  const { code, err } = await scan("torn/", "--target", "1.36", "--strict");
  expect(code).toBe(3);
  expect(err).toBe("nothing found for 1.36; 0 objects read in 1 file; 1 place not read\n");
  expect(await scan("both/", "--target", "1.36", "--strict")).toMatchObject({ code: 5 });
});

it("nothing to read is no pass", async () => {
  folder.write({ "empty/README.md": "" });
  const { code, err } = await scan("empty/", "--target", "1.36");
  expect(code).toBe(0);
  expect(err).toBe(
    "nothing found for 1.36; 0 objects read in 0 files: there is nothing to read at these paths (.yaml, .yml, .json, charts)\n",
  );
  expect(await scan("empty/", "--target", "1.36", "--strict")).toMatchObject({ code: 3 });
});

it.each([
  [["--target", "1.99"], "newer than what is known"],
  [["--target", "next"], "is not a version of Kubernetes"],
  [["--target", "1.30", "--current", "1.33"], "is older than 1.33"],
  [["--addon", "cert-manager"], "expected a name and a version, like cert-manager=1.12.0"],
  [["--values", "nowhere.yaml"], "--values nowhere.yaml: there is no such file"],
  [["--helm", "always"], "there is no helm on PATH"],
  [["nowhere.yaml"], "nowhere.yaml: there is no such file or folder"],
  [["--fail-on", "everything"], "Allowed choices are removed"],
])("refuses %j, and scans nothing", async (options, words) => {
  folder.write({ "good/a.yaml": budget("x") });
  const { code, out, err } = await scan("good/", ...options);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
});

it("refuses values that are none, at their line", async () => {
  folder.write({ "good/a.yaml": fine, "values/x.yaml": "a: 1\n b: 2\n" });
  const { code, err } = await scan("good/", "--values", folder.at("values/x.yaml"));
  expect(code).toBe(2);
  expect(err).toMatch(/^error: values\/x\.yaml:\d: /m);
});

it("a link that leads nowhere is unread, not refused", async () => {
  folder.write({ "dead/keep": "" });
  symlinkSync(folder.at("dead/gone"), folder.at("dead/link.yaml"));
  const { code, out } = await scan("dead/", "--target", "1.36", "--strict");
  expect(code).toBe(3);
  expect(out).toContain(
    "dead/link.yaml:1   there is no such file\n      it is a link: mend or remove it\n",
  );
});

it("a kustomization's own patches are scanned, and what it fetches is told", async () => {
  folder.write({
    "overlay/kustomization.yaml": `resources:
  - https://example.com/base.yaml
patches:
  - patch: |
      apiVersion: batch/v1beta1
      kind: CronJob
      metadata:
        name: nightly
`,
  });
  const { code, out } = await scan("overlay/", "--target", "1.36", "-o", "wide");
  expect(code).toBe(5);
  expect(out).toMatch(
    /^removed +certain +overlay\/kustomization\.yaml:5 +batch\/v1beta1 +CronJob +nightly /m,
  );
  expect(out).toMatch(
    /^overlay\/kustomization\.yaml:2 +https:\/\/example\.com\/base\.yaml is taken/m,
  );
});

it("takes a second thread for many files, and tells the same as with one", async () => {
  const name = (n: number): string => `many/${String(n).padStart(4, "0")}`;
  for (let n = 0; n < 640; n += 1) {
    const file = n % 100 === 7 ? budget(`b${n}`) : fine;
    folder.write({ [`${name(n)}.yaml`]: n === 333 ? "kind: [\n" : file });
  }
  folder.write({ "many/kustomization.yaml": "resources: [https://example.com/x.yaml]\n" });
  const { code, out, err } = await scan("many/", "--target", "1.36");
  expect(code).toBe(5);
  const places = [...out.matchAll(/^ {6}(many\/\d+)\.yaml:1 /gm)].map(([, place]) => place);
  expect(places).toEqual([7, 107, 207, 307, 407, 507, 607].map(name));
  expect(out).toMatch(/^ {2}many\/0333\.yaml:\d/m);
  expect(out).toMatch(/^ {2}many\/kustomization\.yaml:1 {3}https:\/\/example/m);
  expect(err).toBe(
    "7 findings for 1.36: 7 removed; 639 objects read in 641 files; 2 places not read (--strict fails on that)\n",
  );
});

it("shows how far it is, to who sits before it and has waited", async () => {
  folder.write({ "slow/a.yaml": fine, "slow/b.yaml": fine });
  const terminal = testTerminal({ live: true });
  let nowMs = 0;
  const clock = { ...systemClock, nowMs: () => (nowMs += 1_200) };
  await runCli(["scan", folder.at("slow"), "--target", "1.36"], terminal, clock);
  expect(terminal.written.err).toBe(
    "\r2 files read\r\u001B[Knothing found for 1.36; 2 objects read in 2 files\n",
  );
});

it.each([
  [
    "json",
    '{\n  "apiVersion": "fleetlift.dev/v1alpha1",\n  "kind": "ScanReport",\n  "target": "1.36",\n',
  ],
  ["yaml", 'apiVersion: fleetlift.dev/v1alpha1\nkind: ScanReport\ntarget: "1.36"\n'],
  [
    "sarif",
    '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n',
  ],
  ["junit", '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fleetlift scan for 1.36"'],
  ["github", "::error file="],
])("prints as %s, and fails all the same", async (format, start) => {
  folder.write({ "formats/a.yaml": budget("web") });
  const { code, out } = await scan("formats/", "--target", "v1.36.3", "-o", format);
  expect(code).toBe(5);
  expect(out.slice(0, start.length)).toBe(start);
});

it("the JSON has everything, for programs", async () => {
  folder.write({ "all/a.yaml": `${budget("web")}  namespace: shop\n`, "all/b.yaml": "kind: [\n" });
  const { out } = await scan("all/", "--target", "1.36", "--current", "1.30", "-o", "json");
  expect(JSON.parse(out)).toEqual({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "ScanReport",
    target: "1.36",
    current: "1.30",
    summary: {
      files: 2,
      objects: 1,
      findings: 1,
      byProblem: { removed: 1, "replacement-not-served": 0, deprecated: 0 },
      failing: 1,
      unread: 1,
    },
    findings: [
      {
        problem: "removed",
        certainty: "certain",
        file: "all/a.yaml",
        line: 1,
        apiVersion: "policy/v1beta1",
        kind: "PodDisruptionBudget",
        namespace: "shop",
        name: "web",
        deprecatedIn: "1.21",
        removedIn: "1.25",
        replacement: "policy/v1 PodDisruptionBudget",
        replacementSince: "1.21",
        changes: expect.any(String),
        record: "apis/policy/v1beta1/PodDisruptionBudget",
        url: expect.stringMatching(/^https:/),
        failing: true,
      },
    ],
    unread: [
      {
        file: "all/b.yaml",
        line: expect.any(Number),
        reason: expect.any(String),
        help: expect.any(String),
      },
    ],
  });
});
