import path from "node:path";
import * as z from "zod";
import type { Unread } from "../../assess/scan/scan-finding.ts";
import type { ChartFile, ChartFiles } from "./chart-files.ts";
import {
  mergeValues,
  parseValues,
  valueAt,
  valuesForSubchart,
  type Values,
} from "./chart-values.ts";

/** A chart, or a subchart of one, with the values that it would be rendered with. */
export interface Chart {
  /** Where its files begin in the whole chart: empty, or `charts/redis-1.0.0.tgz/`. */
  readonly prefix: string;
  /** Under which names Helm tells of it: empty, or `charts/redis/`, one for each alias. */
  readonly told: readonly string[];
  readonly isLibrary: boolean;
  readonly values: Values;
  readonly templates: readonly ChartFile[];
  readonly crds: readonly ChartFile[];
}

export interface ChartTree {
  /** The chart itself first; subcharts that the values switch off are left out, as Helm does. */
  readonly charts: readonly Chart[];
  readonly unread: readonly Unread[];
}

const dependencySchema = z.object({
  name: z.string(),
  alias: z.string().nullish(),
  condition: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});
type Dependency = z.infer<typeof dependencySchema>;

const metadataSchema = z.object({
  name: z.coerce.string().catch(""),
  type: z.string().nullish().catch(undefined),
  dependencies: z.array(dependencySchema).nullish().catch(undefined),
});

/** The chart and its subcharts, with `values` over the chart's own. */
export function chartTree(chart: ChartFiles, values: Values): ChartTree {
  const unread: Unread[] = [];
  const byPath = new Map(chart.files.map((file) => [file.path, file]));
  const charts = chartsAt({ root: chart.root, byPath, unread }, { prefix: "", told: [""] }, values);
  return { charts, unread };
}

interface Reading {
  readonly root: string;
  readonly byPath: ReadonlyMap<string, ChartFile>;
  readonly unread: Unread[];
}

type Place = Pick<Chart, "prefix" | "told">;

function chartsAt(reading: Reading, place: Place, above: Values): readonly Chart[] {
  const { prefix } = place;
  const metadata = metadataOf(reading, `${prefix}Chart.yaml`);
  const requirements = metadataOf(reading, `${prefix}requirements.yaml`);
  const values = mergeValues(yamlAt(reading, `${prefix}values.yaml`), above);
  const chart: Chart = {
    ...place,
    isLibrary: metadata.type === "library",
    values,
    templates: filesUnder(reading, `${prefix}templates/`).filter(isTemplate),
    crds: filesUnder(reading, `${prefix}crds/`).filter(({ path: name }) =>
      /\.(ya?ml|json)$/.test(name),
    ),
  };
  const dependencies = metadata.dependencies ?? requirements.dependencies ?? [];
  return [chart, ...subcharts(reading, chart, dependencies)];
}

function subcharts(
  reading: Reading,
  chart: Chart,
  dependencies: readonly Dependency[],
): readonly Chart[] {
  const folders = subchartFolders(reading, chart.prefix).map((folder) => ({
    prefix: folder,
    name: metadataOf(reading, `${folder}Chart.yaml`).name,
  }));
  for (const { name } of dependencies) {
    if (!folders.some((folder) => folder.name === name))
      reading.unread.push(missing(reading, chart, name));
  }
  return folders.flatMap(({ prefix, name }) => {
    const listed = dependencies.filter((dependency) => dependency.name === name);
    const keys = listed
      .filter((dependency) => isOn(dependency, chart.values))
      .map(({ alias }) => alias ?? name);
    // What is in charts/ and listed nowhere is always on.
    if (listed.length === 0) keys.push(name);
    const [key] = keys;
    if (key === undefined) return [];
    const told = keys.flatMap((each) => chart.told.map((above) => `${above}charts/${each}/`));
    return chartsAt(reading, { prefix, told }, valuesForSubchart(chart.values, key));
  });
}

/** Helm's rule: the first of the conditions that is there and a boolean decides, then any tag that is on. */
function isOn({ condition, tags }: Dependency, values: Values): boolean {
  for (const dotted of condition?.split(",") ?? []) {
    const value = valueAt(values, dotted.trim());
    if (typeof value === "boolean") return value;
  }
  const set = (tags ?? [])
    .map((tag) => valueAt(values, `tags.${tag}`))
    .filter((value) => typeof value === "boolean");
  return set.length === 0 || set.includes(true);
}

function subchartFolders({ byPath }: Reading, prefix: string): readonly string[] {
  return [...byPath.keys()]
    .filter((name) => name.startsWith(`${prefix}charts/`) && name.endsWith("/Chart.yaml"))
    .map((name) => name.slice(0, -"Chart.yaml".length))
    .filter((folder) => !folder.slice(`${prefix}charts/`.length, -1).includes("/"));
}

function filesUnder({ byPath }: Reading, folder: string): readonly ChartFile[] {
  return [...byPath.values()].filter(({ path: name }) => name.startsWith(folder));
}

function isTemplate({ path: name }: ChartFile): boolean {
  return path.posix.basename(name) !== "NOTES.txt";
}

function metadataOf(reading: Reading, name: string): z.infer<typeof metadataSchema> {
  return metadataSchema.parse(yamlAt(reading, name));
}

/** A file that is not there is empty; one that is broken is told once, and empty too. */
function yamlAt({ root, byPath, unread }: Reading, name: string): Values {
  const file = byPath.get(name);
  if (file === undefined) return {};
  const parsed = parseValues(file.text);
  if ("values" in parsed) return parsed.values;
  const told = path.join(root, name);
  if (!unread.some((each) => each.file === told)) {
    const help = "mend it: what it says was not known when the templates were read";
    unread.push({ file: told, line: parsed.line, reason: parsed.problem, help });
  }
  return {};
}

function missing({ root }: Reading, { prefix }: Chart, name: string): Unread {
  const file = path.join(root, `${prefix}Chart.yaml`);
  const reason = `its dependency ${name} is not in charts/`;
  return { file, line: 1, reason, help: `helm dependency build ${path.join(root, prefix)}` };
}
