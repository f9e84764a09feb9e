import type { Metadata } from "../kubernetes/shapes.ts";
import { withoutDigest, type PodSpec } from "./pod-spec.ts";

/** One image as containers of one name run it. */
export interface ImageUse {
  /** Without digest. */
  readonly image: string;
  readonly container: string;
  readonly namespace: string;
  /** Of its first pod: `Kind namespace/name` of what made the pod. */
  readonly by: string;
  readonly labels: Readonly<Record<string, string>>;
  pods: number;
}

/**
 * The images that pods run, each once for the container's name and what made the pod, but not more
 * often than `MAX_PLACES` for an image: the sidecars of a mesh are in every pod.
 */
export class ImageUses {
  readonly #uses = new Map<string, ImageUse>();
  readonly #places = new Map<string, number>();

  take(spec: PodSpec, metadata: Metadata, by: string): void {
    for (const { image: written, name: container } of [
      ...spec.containers,
      ...spec.initContainers,
    ]) {
      const image = withoutDigest(written);
      if (image === "") continue;
      const key = `${image} ${container} ${by}`;
      const known = this.#uses.get(key);
      if (known !== undefined) known.pods += 1;
      else if (this.#isRoomFor(`${image} ${container}`)) {
        const { namespace, labels } = metadata;
        this.#uses.set(key, { image, container, namespace, by, labels, pods: 1 });
      }
    }
  }

  all(): readonly ImageUse[] {
    return [...this.#uses.values()];
  }

  #isRoomFor(image: string): boolean {
    const places = (this.#places.get(image) ?? 0) + 1;
    this.#places.set(image, places);
    return places <= MAX_PLACES;
  }
}

const MAX_PLACES = 5;
