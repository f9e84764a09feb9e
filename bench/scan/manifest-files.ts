import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { seededRandom } from "../../src/simulate/seeded-random.ts";

export interface Written {
  readonly files: number;
  readonly bytes: number;
  /** Objects of removed APIs that are in them. */
  readonly planted: number;
}

type Random = (count: number) => number;

/** Writes files as a repository of many teams has them: few hold an old API, and the bytes are in schemas and dashboards. */
export function writeManifests(folder: string, files: number, seed: number): Written {
  const random = seededRandom(seed);
  const below: Random = (count) => Math.floor(random() * count);
  let [bytes, planted] = [0, 0];
  for (let index = 0; index < files; index += 1) {
    const directory = path.join(folder, `team-${index % 40}`, `app-${Math.floor(index / 40) % 25}`);
    mkdirSync(directory, { recursive: true });
    const { name, text, old } = fileOf(index, below);
    writeFileSync(
      path.join(directory, `${name}-${index}${name === "dashboard" ? ".json" : ".yaml"}`),
      text,
    );
    bytes += Buffer.byteLength(text);
    planted += old;
  }
  return { files, bytes, planted };
}

interface Made {
  readonly name: string;
  readonly text: string;
  readonly old: number;
}

function fileOf(index: number, below: Random): Made {
  const draw = below(100);
  if (draw < 4) return { name: "crd", text: definition(index, below), old: 0 };
  if (draw < 7) return { name: "dashboard", text: dashboard(below), old: 0 };
  if (draw < 12) return { name: "config", text: configMap(index, below), old: 0 };
  if (draw < 20) return { name: "values", text: values(below), old: 0 };
  if (draw < 28)
    return { name: "old", text: `${workload(index)}---\n${oldIngress(index)}`, old: 1 };
  const documents = Array.from({ length: 1 + below(4) }, (_, each) => workload(index * 10 + each));
  return { name: "app", text: documents.join("---\n"), old: 0 };
}

function workload(index: number): string {
  return `# made by hand, reviewed by nobody
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${index}
  namespace: shop
  labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: "web-${index}"}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web-${index}
  template:
    metadata:
      labels:
        app: web-${index}
    spec:
      containers:
        - name: web
          image: "registry.example.com/shop/web:1.${index}.0"
          args: ["--port", "8080", '--mode=fast']
          env:
            - name: LOG_LEVEL
              value: info
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  apiVersion: v1
                  fieldPath: metadata.name
          resources:
            requests: {cpu: 100m, memory: 128Mi}
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: web-${index}
  namespace: shop
spec:
  selector:
    app: web-${index}
  ports:
    - port: 80
      targetPort: 8080
`;
}

function oldIngress(index: number): string {
  return `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: web-${index}
  namespace: shop
spec:
  rules:
    - host: web-${index}.example.com
      http:
        paths:
          - path: /
            backend:
              serviceName: web-${index}
              servicePort: 80
`;
}

const WORDS =
  "the field says which of its parts are to be kept when an object of this type is changed by someone else and how long that holds".split(
    " ",
  );

function definition(index: number, below: Random): string {
  const fields = Array.from({ length: 300 + below(1_500) }, (_, field) => {
    const indent = " ".repeat(14 + 4 * (field % 5));
    const words = Array.from({ length: 12 }, () => WORDS[below(WORDS.length)] ?? "").join(" ");
    const nested = field % 5 === 4 ? "" : `${indent}  properties:\n`;
    return `${indent}field${field}:\n${indent}  description: ${words}\n${indent}    and more ${words}\n${indent}  type: ${nested === "" ? "string" : "object"}\n${nested}`;
  });
  // The last field that opens others needs one.
  const tail =
    fields.length % 5 === 0
      ? ""
      : `${" ".repeat(14 + 4 * (fields.length % 5))}last:\n${" ".repeat(16 + 4 * (fields.length % 5))}type: string\n`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kinds${index}.example.com
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Kind${index}, plural: kinds${index}}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
${fields.join("")}${tail}`;
}

function dashboard(below: Random): string {
  const panels = Array.from({ length: 20 + below(80) }, (_, id) => ({
    id,
    title: `Panel ${id}`,
    type: "graph",
    targets: [{ expr: `sum(rate(http_requests_total{code=~"5.."}[5m])) by (job)`, refId: "A" }],
    gridPos: { h: 8, w: 12, x: 0, y: id * 8 },
  }));
  return `${JSON.stringify({ title: "Dashboard", schemaVersion: 30, panels }, null, 2)}\n`;
}

function configMap(index: number, below: Random): string {
  const lines = Array.from(
    { length: 100 + below(900) },
    (_, line) => `    key.${line} = value of ${line}, as text: kept\n`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\ndata:\n  app.properties: |\n${lines.join("")}`;
}

function values(below: Random): string {
  const parts = Array.from({ length: 5 + below(20) }, (_, part) => {
    return `part${part}:\n  enabled: true\n  image:\n    repository: example/part${part}\n    tag: "1.2.${part}"\n  # resources of the part\n  resources: {}\n  nodeSelector: {}\n`;
  });
  return parts.join("\n");
}
