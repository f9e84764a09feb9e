import { imageOf } from "./addons.ts";
import { type Template, templateKey } from "./addon-state.ts";
import type { KubernetesObject } from "./kubernetes-objects.ts";
import type { ClusterState } from "./world-state.ts";

/** What the containers of a pod run. */
export interface Images {
  readonly main: string | undefined;
  readonly sidecars: readonly { readonly name: string; readonly image: string }[];
}

/** What the containers of a template run: an add-on's own image, and proxies beside whatever is written. */
export function imagesFor({ addons = [] }: ClusterState) {
  const parts = addons.flatMap((addon) =>
    addon.parts.map((part) => ({
      addon: addon.name,
      part,
      of: templateKey(addon.name, part.part),
    })),
  );
  return (template: Template | undefined, written: string | undefined): Images => {
    const made = parts.flatMap(({ addon, part, of }) => {
      const version = template?.[of];
      if (version === undefined) return [];
      return [{ name: `${addon}-proxy`, part: part.part, image: imageOf(part, version) }];
    });
    const own = made.find(({ part }) => part !== "proxies");
    const sidecars = made.filter(({ part }) => part === "proxies");
    return {
      main: own?.image ?? written,
      sidecars: sidecars.map(({ name, image }) => ({ name, image })),
    };
  };
}

/** The CRDs of add-ons, without the schemas of their versions. */
export function crdObjects({ addons = [] }: ClusterState): readonly KubernetesObject[] {
  return addons.flatMap(({ crds }) =>
    (crds?.items ?? []).map(({ name, kind, versions, stored }) => {
      const [plural = "", ...group] = name.split(".");
      return {
        metadata: { name },
        spec: {
          group: group.join("."),
          names: { kind, plural },
          scope: "Namespaced",
          versions: versions.map((version) => ({
            name: version,
            served: true,
            storage: version === versions.at(-1),
          })),
        },
        status: {
          storedVersions: stored,
          conditions: [{ type: "Established", status: "True" }],
        },
      };
    }),
  );
}
