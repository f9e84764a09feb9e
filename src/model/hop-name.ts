import type { Hop } from "./plan.ts";

/** What moves, in words: `control plane`, `node pool general`, `coredns`, `istio proxies`. */
export function hopName(hop: Hop): string {
  switch (hop.component) {
    case "control-plane":
      return "control plane";
    case "node-pool":
      return `node pool ${hop.pool}`;
    case "addon":
      return addonName(hop.addon, hop.part);
  }
}

/** An add-on, or the part of a mesh, in words: `coredns`, `istio control plane`. */
export function addonName(addon: string, part: "whole" | "control-plane" | "proxies"): string {
  switch (part) {
    case "whole":
      return addon;
    case "control-plane":
      return `${addon} control plane`;
    case "proxies":
      return `${addon} proxies`;
  }
}
