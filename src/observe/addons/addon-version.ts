/** An image's name without its registry, and its tag. */
export interface ImageName {
  readonly repository: string;
  /** Empty without one, as for an image that is named by its digest. */
  readonly tag: string;
}

/** `registry.k8s.io/coredns/coredns:v1.11.3` is `coredns/coredns` and `v1.11.3`. */
export function imageName(image: string): ImageName {
  const [written = ""] = image.split("@");
  const slash = written.lastIndexOf("/");
  const colon = written.indexOf(":", slash + 1);
  const path = colon === -1 ? written : written.slice(0, colon);
  const [first = "", ...rest] = path.split("/");
  // As in a container runtime: only what has a dot or a port, or is localhost, is a registry.
  const isRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  return {
    repository: isRegistry ? rest.join("/") : path,
    tag: colon === -1 ? "" : written.slice(colon + 1),
  };
}

/**
 * A version as the knowledge writes it: without `v`, without the words of a build (`-distroless`,
 * `-alpine`, `stable-`), but with EKS's own (`-eksbuild.4`), which is part of its versions. Empty when
 * it is none, like `latest`.
 */
export function addonVersion(written: string): string {
  const match = /^(?:[a-z-]*-)?v?(\d+(?:\.\d+)+)(-(?:alpha|beta|rc)[.-]?\d*)?/.exec(written);
  if (match === null) return "";
  const [, numbers = "", early = ""] = match;
  const [eks = ""] = /-eksbuild\.\d+/.exec(written) ?? [];
  return `${numbers}${early}${eks}`;
}

export function isEksBuild(version: string): boolean {
  return version.includes("-eksbuild.");
}

/** Older first: by the numbers in them, one by one. */
export function byAge(a: string, b: string): number {
  const [left, right] = [a, b].map((version) =>
    [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits)),
  );
  for (const [index, number] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (number !== other) return number - other;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}
