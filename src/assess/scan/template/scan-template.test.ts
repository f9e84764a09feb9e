import { expect, it } from "vitest";
import type { Json } from "../../../model/data.ts";
import { knowledge } from "../../../knowledge/knowledge.ts";
import { apiTable } from "../api-table.ts";
import { scanTemplate } from "./scan-template.ts";

interface More {
  readonly target?: string;
  readonly values?: Json;
  readonly helpers?: readonly string[];
}

function scan(text: string, { target = "1.30", values, helpers }: More = {}): readonly string[] {
  const table = apiTable(knowledge, { target });
  const { findings, unread } = scanTemplate({ file: "f", text, values, helpers }, table);
  return [
    ...findings.map(
      ({ line, problem, apiVersion, kind, name }) =>
        `${line}: ${problem} ${apiVersion} ${kind} ${name}`,
    ),
    ...unread.map(({ line }) => `${line}: unread`),
  ];
}

const CHAIN = `{{- if semverCompare ">=1.19-0" .Capabilities.KubeVersion.GitVersion -}}
apiVersion: networking.k8s.io/v1
{{- else if .Capabilities.APIVersions.Has "networking.k8s.io/v1beta1" -}}
apiVersion: networking.k8s.io/v1beta1
{{- else -}}
apiVersion: extensions/v1beta1
{{- end }}
kind: Ingress
metadata:
  name: web
`;

it("takes the branch of the target", () => {
  expect(scan(CHAIN)).toEqual([]);
  expect(scan(CHAIN, { target: "1.18" })).toEqual([]);
  expect(scan(CHAIN.replace(">=1.19-0", ">=1.99-0"))).toEqual([
    "6: removed extensions/v1beta1 Ingress web",
  ]);
});

it.each([
  ["{{ if lt (int .Capabilities.KubeVersion.Minor) 25 }}", []],
  ['{{ if and .Values.on (semverCompare "<1.25-0" .Capabilities.KubeVersion.Version) }}', []],
  ['{{ if not (.Capabilities.APIVersions.Has "policy/v1") }}', []],
  ['{{ if .Capabilities.APIVersions.Has "policy/v1beta1/PodSecurityPolicy" }}', []],
  [
    '{{ if or .Values.on (semverCompare "<1.25-0" .Capabilities.KubeVersion.Version) }}',
    ["2: removed policy/v1beta1 PodSecurityPolicy p"],
  ],
  ["{{ if .Values.psp.create }}", ["2: removed policy/v1beta1 PodSecurityPolicy p"]],
  ['{{- if eq .Values.kind "x" -}}\n'.trim(), ["2: removed policy/v1beta1 PodSecurityPolicy p"]],
  [
    '{{ if .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}',
    ["2: removed policy/v1beta1 PodSecurityPolicy p"],
  ],
  [
    '{{ if ge (.Capabilities.KubeVersion.Minor | trimSuffix "+" | int) 25 }}',
    ["2: removed policy/v1beta1 PodSecurityPolicy p"],
  ],
  [
    '{{ if semverCompare "<1.25-0" (default .Capabilities.KubeVersion.Version .Values.kubeVersion) }}',
    [],
  ],
  ["{{ with .Values.psp }}", ["2: removed policy/v1beta1 PodSecurityPolicy p"]],
  ["{{ range $name, $psp := .Values.psps }}", ["2: removed policy/v1beta1 PodSecurityPolicy p"]],
])("behind %s", (condition, expected) => {
  const object = "\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: p\n";
  expect(scan(`${condition}${object}{{ end }}\n`)).toEqual(expected);
});

it("values fill in what is written, and decide no branch", () => {
  const text =
    'apiVersion: {{ .Values.api }}\nkind: {{ .Values.kind | default "CronJob" }}\nmetadata:\n  name: {{ .Values.name }}\n';
  expect(scan(text, { values: { api: "batch/v1beta1", name: "n" } })).toEqual([
    "1: removed batch/v1beta1 CronJob n",
  ]);
  expect(scan(text, { values: { api: "batch/v1" } })).toEqual([]);
  expect(scan(text)).toEqual(["1: unread"]);
  const behind = "{{ if .Values.on }}\napiVersion: batch/v1beta1\nkind: CronJob\n{{ end }}\n";
  expect(scan(behind, { values: { on: false } })).toEqual(["2: removed batch/v1beta1 CronJob "]);
});

it("sees every branch of conditions within conditions", () => {
  const text = `{{ if .Values.a }}{{ if .Values.b }}
apiVersion: batch/v1
{{ else }}
apiVersion: batch/v1beta1
{{ end }}{{ else }}
apiVersion: batch/v1
{{ end }}
kind: CronJob
`;
  expect(scan(text)).toEqual(["4: removed batch/v1beta1 CronJob "]);
});

it("follows what other templates define", () => {
  const helper = `{{- define "c.kube" -}}{{ default .Capabilities.KubeVersion.Version .Values.kube }}{{- end -}}
{{- define "c.pdb" -}}
{{- $v := include "c.kube" . -}}
{{- if semverCompare "<1.21-0" $v -}}
policy/v1beta1
{{- else -}}
policy/v1
{{- end -}}
{{- end -}}`;
  const text = 'apiVersion: {{ include "c.pdb" . }}\nkind: PodDisruptionBudget\n';
  expect(scan(text, { helpers: [helper] })).toEqual([]);
  expect(scan(text.replace("include", "template"), { helpers: [helper] })).toEqual([]);
  expect(scan(text, { helpers: [helper], target: "1.20" })).toEqual([]);
  expect(scan(text, { helpers: [helper.replace("<1.21-0", "<1.31-0")] })).toEqual([
    "1: removed policy/v1beta1 PodDisruptionBudget ",
  ]);
  expect(scan(text)).toEqual(["1: unread"]);
});

it("finds objects where they are defined", () => {
  const text =
    '{{ define "lib.job" }}\napiVersion: batch/v1beta1\nkind: CronJob\n{{ end }}\n{{ include "lib.job" . }}\n';
  expect(scan(text)).toEqual(["2: removed batch/v1beta1 CronJob "]);
});

it("reads documents, lists and texts as what they are", () => {
  const text = `{{- /* apiVersion: extensions/v1beta1 */ -}}
apiVersion: v1
kind: ConfigMap
data:
  x: |
    apiVersion: extensions/v1beta1
    kind: Ingress
---
apiVersion: v1
kind: List
items:
{{- range .Values.all }}
  - apiVersion: "batch/v1beta1" # old
    kind: CronJob
    metadata:
      labels:
        {{- toYaml . | nindent 8 }}
      name: {{ printf "%s-x" "n" | quote }}
{{- end }}
`;
  expect(scan(text)).toEqual(["13: removed batch/v1beta1 CronJob n-x"]);
});

it.each([
  "{{ if .x }}\nkind: A\n",
  "kind: A\n{{ end }}\n",
  "kind: A\n{{ else }}\n",
  "kind: A\n{{ .x\n",
])("%j is not read", (text) => {
  expect(scan(text)).toHaveLength(1);
  expect(scan(text)[0]).toContain("unread");
});

it("templates that include themselves end", () => {
  const text =
    '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}\napiVersion: {{ include "a" . }}\nkind: A\n';
  expect(scan(text)).toEqual(["1: unread"]);
});

it("finds heads that are written in braces, each of several on a line", () => {
  const json = `{"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {"name": "{{ .Release.Name }}"}}\n`;
  expect(scan(json)).toEqual(["1: removed policy/v1beta1 PodDisruptionBudget "]);
  const list = `apiVersion: v1
kind: List
items:
  - {apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: {{ .Values.name }}}}
  - {apiVersion: batch/v1, kind: CronJob}
`;
  expect(scan(list)).toEqual(["4: removed batch/v1beta1 CronJob "]);
  expect(
    scan(`[{kind: CronJob, apiVersion: batch/v1beta1}, {kind: Job, apiVersion: batch/v1{{ "" }}}]`),
  ).toEqual(["1: removed batch/v1beta1 CronJob "]);
});

it.each([
  ['{{ get .Values.api "cron" }}', "batch/v1beta1"],
  ['{{ index .Values "api" "cron" }}', "batch/v1beta1"],
  ["{{ index .Values.list 1 }}", "batch/v1beta1"],
  ['{{ dig "api" "cron" "batch/v1" .Values }}', "batch/v1beta1"],
  ['{{ dig "api" "none" "batch/v1beta1" .Values }}', "batch/v1beta1"],
  ['{{ regexFind "batch/v1[a-z0-9]*" "batch/v1beta1" }}', "batch/v1beta1"],
  [
    '{{ if regexMatch "^v1[.]3[0-9]" .Capabilities.KubeVersion.Version }}batch/v1{{ else }}batch/v1beta1{{ end }}',
    undefined,
  ],
  [
    '{{ if regexMatch "(?i)^V1" .Capabilities.KubeVersion.Version }}batch/v1{{ else }}batch/v1beta1{{ end }}',
    "batch/v1beta1",
  ],
])("understands %s", (written, apiVersion) => {
  const values = { api: { cron: "batch/v1beta1" }, list: ["batch/v1", "batch/v1beta1"] };
  expect(scan(`apiVersion: ${written}\nkind: CronJob\n`, { values })).toEqual(
    apiVersion === undefined ? [] : [`1: removed ${apiVersion} CronJob `],
  );
});
