import type { Source } from "../../knowledge/records.ts";

/** The published page of a source file of the Kubernetes site. */
const SITE_PAGE = /^content\/en\/(docs\/.+)\.md$/;

/** Where it can be read: a published page before a source file; undefined when there is neither. */
export function sourceUrl(sources: readonly Source[]): string | undefined {
  const urls = sources.flatMap((source) => urlOf(source) ?? []);
  return urls.find((url) => !url.startsWith(FILES)) ?? urls[0];
}

const FILES = "https://github.com/";

function urlOf(source: Source): string | undefined {
  if (source.kind === "page") return source.url;
  if (source.kind === "document") return undefined;
  const { repository, path, commit } = source;
  const page = repository === "kubernetes/website" ? SITE_PAGE.exec(path)?.[1] : undefined;
  if (page !== undefined) return `https://kubernetes.io/${page}/`;
  if (path.startsWith("pull/")) return `${FILES}${repository}/${path}`;
  const at = commit ?? "HEAD";
  // One path that stands for many files.
  if (/[*{]/.test(path)) return `${FILES}${repository}/tree/${at}`;
  return `${FILES}${repository}/blob/${at}/${path}`;
}
