import { expect, it } from "vitest";
import { lineInTemplate } from "./line-in-template.ts";

const template = `{{- if .Values.on }}
# first
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: {{ .Release.Name }}}
{{- end }}
---
kind: "Ingress"
apiVersion: "networking.k8s.io/v1beta1"
metadata: {name: web}
---
kind: Ingress
apiVersion: {{ include "ingress.apiVersion" . }}
metadata:
  name: {{ include "name" . }}
---
kind: Ingress
apiVersion: networking.k8s.io/v1beta1
metadata:
  name: admin
`;

const ingress = { apiVersion: "networking.k8s.io/v1beta1", kind: "Ingress" };

it.each([
  ["the document that names all of it", { ...ingress, name: "admin" }, 0, 18],
  ["kind and version in quotes", { ...ingress, name: "web" }, 0, 9],
  ["the first of those that fit as well", { ...ingress, name: "other" }, 0, 9],
  ["the next one for the next object", { ...ingress, name: "other" }, 1, 18],
  [
    "a version that the template computes",
    { ...ingress, apiVersion: "extensions/v1beta1", name: "x" },
    1,
    13,
  ],
  [
    "a line after braces",
    { apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", name: "" },
    0,
    3,
  ],
  ["nothing that fits", { apiVersion: "batch/v1beta1", kind: "CronJob", name: "x" }, 0, 1],
])("finds %s", (_, object, ordinal, line) => {
  expect(lineInTemplate(template, object, ordinal)).toBe(line);
});

it("takes the line of the kind, or the first, where no version is written", () => {
  expect(
    lineInTemplate('{{ include "head" . }}\nkind: Ingress\n', { ...ingress, name: "" }, 0),
  ).toBe(2);
  expect(lineInTemplate("{{ x }}\nname: a\n", { ...ingress, name: "a" }, 0)).toBe(1);
  expect(lineInTemplate("", { ...ingress, name: "a" }, 3)).toBe(1);
});

it("a kind is no part of another's name", () => {
  const two = "kind: IngressClass\napiVersion: a/v1\n---\nkind: Ingress\napiVersion: {{ v }}\n";
  expect(lineInTemplate(two, { ...ingress, name: "" }, 0)).toBe(5);
});
