import { create } from "tar";
import { expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";
import { budget, fakeHelm, object, scanFolder } from "./scan-folder.fixture.ts";
import { scanIn } from "./scan-in.fixture.ts";

const folder = scanFolder();
const scan = scanIn(folder);

const withHelm = (script: string): string =>
  (process.env["PATH"] = `${fakeHelm(folder, script)}:/bin:/usr/bin`);

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
  expect(err).toMatch(
    /^there is no helm on PATH: 1 chart was read by the text of the templates\n.* objects? read in 3 files\n$/,
  );
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
