import { isScalar, LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import type { Unread } from "../../assess/scan/scan-finding.ts";

/** A manifest that is written inside of a kustomization, and the line, from 1, where it starts. */
export interface InlinePatch {
  readonly line: number;
  readonly text: string;
}

export interface KustomizationParts {
  readonly patches: readonly InlinePatch[];
  /** What it stands for and does not hold: remote bases and charts. */
  readonly unread: readonly Unread[];
}

const listSchema = z.array(z.unknown()).catch([]);
const kustomizationSchema = z.object({
  resources: listSchema,
  components: listSchema,
  bases: listSchema,
  crds: listSchema,
  patches: listSchema,
  patchesStrategicMerge: listSchema,
  helmCharts: listSchema,
  helmChartInflationGenerator: listSchema,
});

/**
 * What is in a kustomization besides itself: patches written into it, and what it takes from
 * elsewhere, which only `kustomize build` fetches. Files that it names are read as files.
 */
export function kustomizationParts(file: string, text: string): KustomizationParts {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "silent" });
  // What is no YAML is told by the scan of the text itself.
  if (document.errors.length > 0) return { patches: [], unread: [] };
  const parsed = kustomizationSchema.safeParse(document.toJS());
  if (!parsed.success) return { patches: [], unread: [] };
  const lineOf = (path: readonly (string | number)[]): number => {
    const node: unknown = document.getIn(path, true);
    const start = isRanged(node) ? node.range[0] : 0;
    return lines.linePos(start).line;
  };
  const { data } = parsed;
  const remote = (["resources", "components", "bases", "crds"] as const).flatMap((field) =>
    data[field].flatMap((name, index) =>
      typeof name === "string" && isRemote(name)
        ? [unreadPart(file, lineOf([field, index]), `${name} is taken from elsewhere`)]
        : [],
    ),
  );
  const charts = (["helmCharts", "helmChartInflationGenerator"] as const).flatMap((field) =>
    data[field].map((_, index) =>
      unreadPart(file, lineOf([field, index]), "a chart is rendered by kustomize"),
    ),
  );
  const inline = [
    ...data.patches.flatMap((patch, index) => inlineAt(patch, ["patches", index, "patch"])),
    ...data.patchesStrategicMerge.flatMap((patch, index) =>
      typeof patch === "string" && patch.includes("\n")
        ? [{ text: patch, path: ["patchesStrategicMerge", index] }]
        : [],
    ),
  ];
  return {
    // A block scalar's text starts in the line below its `|`.
    patches: inline.map(({ text: patch, path }) => ({
      text: patch,
      line: lineOf(path) + (isBlock(document.getIn(path, true)) ? 1 : 0),
    })),
    unread: [...remote, ...charts],
  };
}

function inlineAt(
  patch: unknown,
  path: readonly (string | number)[],
): readonly { readonly text: string; readonly path: readonly (string | number)[] }[] {
  const parsed = z.object({ patch: z.string() }).safeParse(patch);
  return parsed.success ? [{ text: parsed.data.patch, path }] : [];
}

/** As kustomize tells them: a URL, a repository of a known host, or a git address. */
function isRemote(name: string): boolean {
  return /^[a-z+]+:\/\/|^git@|^git::|^github\.com\/|\?ref=|\.git(\/\/|$)/.test(name);
}

function unreadPart(file: string, line: number, reason: string): Unread {
  return {
    file,
    line,
    reason,
    help: "build it and scan that: kustomize build DIR | fleetlift scan -",
  };
}

function isBlock(node: unknown): boolean {
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

function isRanged(node: unknown): node is { readonly range: readonly number[] & [number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
