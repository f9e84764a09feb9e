import { symlinkSync } from "node:fs";
import { create } from "tar";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";
import { budget, fakeHelm, scanFolder } from "./scan-folder.fixture.ts";

const folder = scanFolder();

// No helm but the tests' own, whatever this machine has.
const pathBefore = process.env["PATH"] ?? "";
beforeEach(() => (process.env["PATH"] = "/bin:/usr/bin"));
afterEach(() => (process.env["PATH"] = pathBefore));

const withHelm = (script: string): string =>
  (process.env["PATH"] = `${fakeHelm(folder, script)}:/bin:/usr/bin`);

/** Runs `scan`; names are places in the folder, options are left as they are. */
async function scan(...args: readonly string[]) {
  const terminal = testTerminal();
  const placed = args.map((arg) => (/^[a-z][\w./-]*\/$/.test(arg) ? folder.at(arg) : arg));
  const code = await runCli(["scan", ...placed], terminal, systemClock);
  const { out, err } = terminal.written;
  return { code, out: folder.placeless(out), err: folder.placeless(err) };
}

const object = (apiVersion: string, kind: string, name: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
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

const chart = {
  "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "shop/values.yaml": "web: {}\n",
  "shop/templates/_lib.tpl": '{{- define "shop.name" }}web{{ end }}\n',
  "shop/templates/budget.yaml": `{{- if .Values.web }}\n{{- end }}\n${budget('{{ include "shop.name" . }}')}`,
  "shop/templates/NOTES.txt": "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\n",
  "shop/crds/crd.yaml": object(
    "apiextensions.k8s.io/v1beta1",
    "CustomResourceDefinition",
    "things",
  ),
};

it("reads a chart without helm by the text of its templates, its CRDs as manifests", async () => {
  folder.write(chart);
  const { code, out, err } = await scan("shop/", "--target", "1.36", "-o", "wide");
  expect(code).toBe(5);
  const lines = out.split("\n").map((line) => line.split(/ +/).slice(0, 5).join(" "));
  expect(lines.slice(1, -1)).toEqual([
    "removed certain shop/crds/crd.yaml:1 apiextensions.k8s.io/v1beta1 CustomResourceDefinition",
    "removed possible shop/templates/budget.yaml:3 policy/v1beta1 PodDisruptionBudget",
  ]);
  expect(err).toMatch(/objects? read in 3 files\n$/);
  const strictly = await scan("shop/", "--target", "1.36", "--certainty", "certain", "-o", "json");
  expect(strictly.code).toBe(5);
  const document = JSON.parse(strictly.out) as { findings: { failing: boolean }[] };
  expect(document.findings.map(({ failing }) => failing)).toEqual([true, false]);
});

it("reads a packed chart, in a folder or named, and subcharts that are packed", async () => {
  folder.write({
    ...chart,
    "outer/Chart.yaml": "apiVersion: v2\nname: outer\nversion: 1.0.0\n",
    "outer/charts/keep": "",
  });
  const pack = (into: string): void =>
    create({ gzip: true, sync: true, cwd: folder.root, file: folder.at(into) }, ["shop"]);
  folder.write({ "packed/other.tgz": "no archive" });
  pack("packed/shop-1.0.0.tgz");
  pack("outer/charts/shop-1.0.0.tgz");
  const { out } = await scan("packed/", "--target", "1.36");
  expect(out).toContain("packed/shop-1.0.0.tgz/templates/budget.yaml:3");
  expect(out).toContain("packed/other.tgz:1   it cannot be unpacked: ");
  const { out: outer } = await scan("outer/", "--target", "1.36");
  expect(outer).toContain("outer/charts/shop-1.0.0.tgz/crds/crd.yaml:1");
});

it("renders a chart with helm: certain, at the lines of the template, with the values given", async () => {
  folder.write(chart);
  folder.write({ "values/production.yaml": "web: {on: true}\n" });
  withHelm(`case "$*" in *production.yaml*) ;; *) exit 1 ;; esac
cat <<'END'
---
# Source: shop/templates/budget.yaml
${budget("web")}---
# Source: shop/templates/budget.yaml
${budget("other")}
END`);
  const values = folder.at("values/production.yaml");
  const { out } = await scan(
    "shop/",
    "--target",
    "1.36",
    "--helm",
    "always",
    "--values",
    values,
    "-o",
    "wide",
  );
  expect(out).toMatch(/^removed +certain +shop\/templates\/budget\.yaml:3 .* web /m);
  expect(out).toMatch(/^removed +certain +shop\/templates\/budget\.yaml:3 .* other /m);
  const never = await scan("shop/", "--target", "1.36", "--helm", "never", "-o", "wide");
  expect(never.out).toMatch(/^removed +possible +shop\/templates\/budget/m);
});

it("a part of a chart that is named is scanned with its chart, and told alone", async () => {
  folder.write(chart);
  withHelm(`printf -- '---\\n# Source: shop/templates/budget.yaml\\n%s' '${budget("web")}'`);
  const { out, err } = await scan("shop/templates/", "--target", "1.36");
  expect(out).toContain("shop/templates/budget.yaml:3   web\n");
  expect(out).not.toContain("crd.yaml");
  expect(err).toContain("1 object read in 2 files");
});

it("says what helm said when it cannot render, and reads the templates as text", async () => {
  folder.write(chart);
  withHelm("echo 'Error: values do not meet the schema' >&2; exit 1");
  const { code, out } = await scan("shop/", "--target", "1.36", "--strict");
  expect(code).toBe(5);
  expect(out).toContain("shop/templates/budget.yaml:3   ");
  expect(out).toContain(
    "shop/Chart.yaml:1   helm could not render it: values do not meet the schema\n",
  );
});

it("a template that renders to no YAML costs only itself", async () => {
  folder.write({ ...chart, "shop/templates/torn.yaml": "kind: [\n" });
  withHelm(`cat <<'END'
---
# Source: shop/templates/torn.yaml
kind: [
---
# Source: shop/templates/budget.yaml
${budget("web")}
END
echo 'Error: YAML parse error on shop/templates/torn.yaml' >&2; exit 1`);
  const { out } = await scan("shop/", "--target", "1.36");
  expect(out).toContain("shop/templates/budget.yaml:3   web\n");
  expect(out).toMatch(/shop\/templates\/torn\.yaml:1 {3}line \d of what helm rendered of it: /);
  expect(out).not.toContain("helm could not render");
});

it("takes what helm renders for the APIs of its own build as possible only", async () => {
  folder.write({
    "asks/Chart.yaml": "apiVersion: v2\nname: asks\nversion: 1.0.0\n",
    "asks/templates/a.yaml": `{{- if .Capabilities.APIVersions.Has "policy/v1beta1" }}
apiVersion: policy/v1beta1
{{- else }}
apiVersion: policy/v1
{{- end }}
kind: PodDisruptionBudget
metadata:
  name: web
`,
  });
  withHelm(`printf -- '---\\n# Source: asks/templates/a.yaml\\n%s' '${budget("web")}'`);
  const { out } = await scan("asks/", "--target", "1.36");
  expect(out).toContain("asks/templates/a.yaml:2   web   possible\n");
});

it("ends at Ctrl-C without a verdict", async () => {
  folder.write(chart);
  const terminal = testTerminal();
  terminal.interrupt();
  const code = await runCli(["scan", folder.at("shop")], terminal, systemClock);
  expect(code).toBe(130);
  expect(terminal.written).toMatchObject({
    out: "",
    err: expect.stringContaining("interrupted: "),
  });
});

it("shows how far it is, to who sits before it and has waited", async () => {
  folder.write({ "slow/a.yaml": fine, "slow/b.yaml": fine });
  const terminal = testTerminal({ live: true });
  let nowMs = 0;
  const clock = { ...systemClock, nowMs: () => (nowMs += 600) };
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
