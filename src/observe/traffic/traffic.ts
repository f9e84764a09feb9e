import * as z from "zod";
import { selects } from "../../model/selector.ts";
import { missingOf, type Missing } from "../kubernetes/missing.ts";
import { type ListOf, type Look, readItems, readServed } from "../kubernetes/read-list.ts";
import {
  fullName,
  listOf,
  metadataSchema,
  textMapSchema,
  textSchema,
} from "../kubernetes/shapes.ts";

/** What traffic from outside leads to. */
export interface Traffic {
  /** Whether it leads to pods with these labels; undefined when what could not be seen may do so. */
  readonly reaches: (
    namespace: string,
    podLabels: Readonly<Record<string, string>>,
  ) => boolean | undefined;
  /** Whether any Service leads to such pods, from wherever; undefined when Services could not be seen. */
  readonly serves: (
    namespace: string,
    podLabels: Readonly<Record<string, string>>,
  ) => boolean | undefined;
  readonly missing: readonly Missing[];
}

const SERVICES: ListOf = { group: "", version: "v1", resource: "services" };

const serviceSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({ type: textSchema, selector: textMapSchema }),
});

type Service = z.infer<typeof serviceSchema>;

const routes = (
  group: string,
  resource: string,
  ...versions: readonly string[]
): readonly ListOf[] => versions.map((version) => ({ group, version, resource }));

/** What leads to Services by name, and the versions to ask for, the best first. */
const LEADING: readonly (readonly ListOf[])[] = [
  routes("networking.k8s.io", "ingresses", "v1", "v1beta1"),
  routes("gateway.networking.k8s.io", "httproutes", "v1", "v1beta1"),
  routes("gateway.networking.k8s.io", "grpcroutes", "v1", "v1alpha2"),
  routes("gateway.networking.k8s.io", "tlsroutes", "v1", "v1alpha3", "v1alpha2"),
  routes("gateway.networking.k8s.io", "tcproutes", "v1alpha2"),
  routes("route.openshift.io", "routes", "v1"),
];

/** Reads the Services, and what leads to them from outside. */
export async function readTraffic(look: Look): Promise<Traffic> {
  const [services, ...leading] = await Promise.all([
    readItems(look, SERVICES, serviceSchema),
    ...LEADING.map((lists) => readServed(lists, (list) => readItems(look, list, leadingSchema))),
  ]);
  const named = new Set(leading.flatMap((read) => (read.kind === "read" ? read.value.flat() : [])));
  const all = services.kind === "read" ? services.value : [];
  const entries = all.filter(
    ({ metadata, spec }) => spec.type === "LoadBalancer" || named.has(fullName(metadata)),
  );
  const missing = missingOf(services, ...leading);
  return {
    missing,
    reaches: leadsTo(entries, missing),
    serves: leadsTo(all, missingOf(services)),
  };
}

/** Whether one of these Services leads to such pods; where some are missing, a no is not known. */
function leadsTo(services: readonly Service[], missing: readonly Missing[]): Traffic["reaches"] {
  const byNamespace = Map.groupBy(services, ({ metadata }) => metadata.namespace);
  return (namespace, podLabels) => {
    const found = (byNamespace.get(namespace) ?? []).some(
      // A Service without a selector leads to no pods of its own accord.
      ({ spec }) =>
        Object.keys(spec.selector).length > 0 && selects({ matchLabels: spec.selector }, podLabels),
    );
    return !found && missing.length > 0 ? undefined : found;
  };
}

const namedService = z.object({ name: textSchema, namespace: textSchema }).partial();
const backendSchema = z.object({
  service: namedService.nullish(),
  /** Before `networking.k8s.io/v1`. */
  serviceName: z.string().nullish(),
});
const backendRefSchema = namedService.extend({ kind: z.string().nullish() });
const openshiftSchema = z.object({ kind: z.string().nullish(), name: textSchema });

/** Ingress, a route of the Gateway API or of OpenShift: to the Services that it names, as `namespace/name`. */
const leadingSchema = z
  .object({
    metadata: metadataSchema,
    spec: z.object({
      defaultBackend: backendSchema.nullish(),
      backend: backendSchema.nullish(),
      rules: listOf(
        z.object({
          http: z
            .object({ paths: listOf(z.object({ backend: backendSchema.nullish() })) })
            .nullish(),
          backendRefs: listOf(backendRefSchema),
        }),
      ),
      to: openshiftSchema.nullish(),
      alternateBackends: listOf(openshiftSchema),
    }),
  })
  .transform(({ metadata, spec }): readonly string[] => {
    const { rules, defaultBackend, backend, to, alternateBackends } = spec;
    const backends = [
      defaultBackend,
      backend,
      ...rules.flatMap(({ http }) => (http?.paths ?? []).map((path) => path.backend)),
    ].map((each) => each?.service?.name ?? each?.serviceName ?? "");
    const refs = rules
      .flatMap(({ backendRefs }) => backendRefs)
      .filter(({ kind }) => (kind ?? "Service") === "Service")
      .map(({ name = "", namespace = "" }) => ({
        name,
        namespace: namespace || metadata.namespace,
      }));
    const routed = [to, ...alternateBackends].map((each) => each?.name ?? "");
    return [
      ...[...backends, ...routed].map((name) => ({ name, namespace: metadata.namespace })),
      ...refs,
    ].flatMap((service) => (service.name === "" ? [] : [fullName(service)]));
  });
