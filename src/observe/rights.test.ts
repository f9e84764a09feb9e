import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { knowledge } from "../knowledge/knowledge.ts";
import { packageRoot } from "../platform/package-root.ts";
import type { ApiReader } from "../ports/api-reader.ts";
import { deprecatedKinds } from "./apis/deprecated-kinds.ts";
import { observeFacts } from "./observe-facts.ts";

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

const rules = parseAllDocuments(
  readFileSync(path.join(packageRoot, "deploy", "observe-rbac.yaml"), "utf8"),
).flatMap((document) => (document.toJS() as { readonly rules?: readonly Rule[] }).rules ?? []);

const allows = (verb: string, group: string, resource: string): boolean =>
  rules.some(
    ({ verbs, apiGroups = [], resources = [], resourceNames }) =>
      verbs.includes(verb) &&
      apiGroups.includes(group) &&
      (resources.includes(resource) || resources.includes("*")) &&
      resourceNames === undefined,
  );

/** Serves every group, and empty lists of everything that is asked for; keeps what that was. */
function asked() {
  const lists: string[] = [];
  const texts: string[] = [];
  const reader: ApiReader = {
    list: ({ group, resource }) => {
      lists.push(`${resource}.${group}`);
      return Promise.resolve({ kind: "page", items: [], next: undefined });
    },
    get: () => Promise.resolve({ kind: "not-served" }),
    text: ({ path: url }) => {
      texts.push(url);
      return Promise.resolve({ kind: "text", text: "" });
    },
    servingCertificateEndsAtMs: () => Promise.resolve(undefined),
  };
  return { reader, lists, texts };
}

it("the shipped role grants every list that a look reads, and the metrics", async () => {
  const { reader, lists, texts } = asked();
  await observeFacts(reader, knowledge);
  const lacking = lists.filter((list) => {
    const dot = list.indexOf(".");
    return !allows("list", list.slice(dot + 1), list.slice(0, dot));
  });
  expect(lists.length).toBeGreaterThan(50);
  expect([...new Set(lacking)]).toEqual([]);
  const urls = rules.flatMap(({ nonResourceURLs = [] }) => nonResourceURLs);
  expect(texts.filter((url) => !urls.includes(url))).toEqual([]);
});

it("and every kind of which the knowledge has a version that goes, where servers of today have it", () => {
  const current = deprecatedKinds(knowledge).flatMap(({ lists }) =>
    lists.filter(({ version }) => /^v\d+(beta\d+)?$/.test(version)),
  );
  const lacking = current.filter(({ group, resource }) => !allows("list", group, resource));
  expect(lacking.map(({ group, resource }) => `${resource}.${group}`)).toEqual([]);
});
