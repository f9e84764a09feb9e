import type { Source } from "../../knowledge/records.ts";

/** The published page of a source file of the Kubernetes site. */
const SITE_PAGE = /^content\/en\/(docs\/.+)\.md$/;

/** Where the first source that has an address can be read; undefined when none has one. */
export function sourceUrl(sources: readonly Source[]): string | undefined {
  for (const source of sources) {
    if (source.kind === "page") return source.url;
    if (source.kind === "document") continue;
    const { repository, path, commit } = source;
    const page = repository === "kubernetes/website" ? SITE_PAGE.exec(path)?.[1] : undefined;
    if (page !== undefined) return `https://kubernetes.io/${page}/`;
    if (path.startsWith("pull/")) return `https://github.com/${repository}/${path}`;
    const isPattern = /[*{]/.test(path);
    return `https://github.com/${repository}/${isPattern ? "tree" : "blob"}/${commit ?? "HEAD"}${isPattern ? "" : `/${path}`}`;
  }
  return undefined;
}
