import * as z from "zod";
import { type ListRead, type Look, readList, readServed } from "../kubernetes/read-list.ts";
import { listOf } from "../kubernetes/shapes.ts";

const sliceSchema = z.object({
  endpoints: listOf(
    z.object({
      addresses: listOf(z.string()),
      conditions: z.object({ ready: z.boolean().nullish() }).nullish(),
    }),
  ),
});

class Addresses {
  readonly ready = new Set<string>();

  take({ endpoints }: z.infer<typeof sliceSchema>): void {
    for (const { addresses, conditions } of endpoints) {
      // Not told counts as ready (Kubernetes, EndpointConditions).
      if (conditions?.ready === false) continue;
      for (const address of addresses) this.ready.add(address);
    }
  }
}

/** How many addresses are ready behind each of the Services, by `namespace/name`. */
export async function readEndpoints(
  look: Look,
  services: readonly { readonly namespace: string; readonly name: string }[],
): Promise<ReadonlyMap<string, ListRead<number>>> {
  const unique = new Map(
    services.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
  const found = await Promise.all(
    [...unique].map(async ([key, { namespace, name }]) => {
      const lists = ["v1", "v1beta1"].map((version) => ({
        group: "discovery.k8s.io",
        version,
        resource: "endpointslices",
        namespace,
        labelSelector: `kubernetes.io/service-name=${name}`,
      }));
      const read = await readServed(lists, (list) =>
        readList(look, list, sliceSchema, () => new Addresses()),
      );
      return [
        key,
        read.kind === "read" ? { ...read, value: read.value.ready.size } : read,
      ] as const;
    }),
  );
  return new Map(found);
}
