/**
 * Ten thousand clusters of 300 templates, assessed and planned by one process: how long by the clock
 * and on the processors (which other work on the machine lengthens less), and how much memory at its
 * peak, that of the snapshots apart. `--clusters N` takes another number.
 */
import { bundledPlanning } from "../src/packs/bundled-planning.ts";
import { rolloutSchema } from "../src/model/rollout.ts";
import { makePlan } from "../src/plan/make-plan.ts";
import { madeUpFleet } from "./plan/made-up-fleet.ts";

const TEMPLATES = 300;

export function measure(options: readonly string[]): Promise<string> {
  const at = options.indexOf("--clusters");
  const clusters = at < 0 ? 10_000 : Number(options[at + 1]);
  const emptyMiB = rssMiB();
  const { fleet, snapshots } = madeUpFleet(clusters, TEMPLATES, 1);
  const theirsMiB = rssMiB() - emptyMiB;
  const planning = bundledPlanning();
  const rollout = rolloutSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name: "to-1-36" },
    spec: {
      fleet: fleet.name,
      target: { kubernetes: "1.36" },
      strategy: "auto",
      stages: [
        { name: "staging", selector: { matchLabels: { env: "staging" } }, maxConcurrency: "10%" },
        {
          name: "production",
          selector: { matchLabels: { env: "production" } },
          maxConcurrency: "5%",
        },
      ],
    },
  });
  const startMs = performance.now();
  const used = process.cpuUsage();
  const made = makePlan({ rollout, fleet, snapshots, ...planning });
  const tookMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(used);
  if ("problems" in made) throw new Error(JSON.stringify(made.problems.slice(0, 3)));
  const { upgraded, blocked } = made.report.counts;
  const { maxRSS } = process.resourceUsage();
  return Promise.resolve(
    `${clusters} clusters of ${TEMPLATES} templates assessed and planned in ${(tookMs / 1000).toFixed(1)} s ` +
      `(${((user + system) / 1e6).toFixed(1)} s of processor), ` +
      `peak ${Math.round(maxRSS / 1024)} MiB (about ${theirsMiB} of them their snapshots); ${upgraded} planned in ` +
      `${made.report.shapes.length} shapes, ${blocked} blocked`,
  );
}

function rssMiB(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}
