import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "../../platform/clock.ts";
import { env } from "../../platform/env.ts";

/** The program, where one is installed; `PROMETHEUS` names another. */
export const PROMETHEUS = env("PROMETHEUS") ?? "prometheus";

/** Why the tests that need it are not run; undefined where it is there. */
export const whyNoPrometheus: string | undefined = (() => {
  try {
    execFileSync(PROMETHEUS, ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `there is no program ${PROMETHEUS} (apt-get install prometheus, or PROMETHEUS=FILE)`;
  }
})();

/** The series of the suite, made by rules: nothing has to be scraped. */
const RULES = `groups:
  - name: suite
    rules:
      - { record: two, expr: vector(1), labels: { at: a } }
      - { record: two, expr: vector(0), labels: { at: b } }
`;

export interface RunningPrometheus {
  readonly url: string;
  /** Ends it, if it has not ended, and takes its files away. */
  readonly end: () => Promise<void>;
}

const PATIENCE_MS = 30_000;

/** A real Prometheus on loopback that has the series of the suite. */
export async function startPrometheus(): Promise<RunningPrometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), "fl-prometheus-"));
  const config = path.join(folder, "prometheus.yml");
  writeFileSync(
    config,
    "global: { evaluation_interval: 1s }\nrule_files: [rules.yml]\nscrape_configs: []\n",
  );
  writeFileSync(path.join(folder, "rules.yml"), RULES);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    PROMETHEUS,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const url = `http://${address}`;
  const end = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilBothSeries(url, child);
    return { url, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, it has an address with one.
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function untilBothSeries(url: string, child: ChildProcess): Promise<void> {
  const untilMs = systemClock.nowMs() + PATIENCE_MS;
  while (systemClock.nowMs() < untilMs && child.exitCode === null) {
    if (await hasBoth(url)) return;
    await systemClock.sleep(100);
  }
  throw new Error(`Prometheus at ${url} does not serve the series of the suite`);
}

async function hasBoth(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/query?query=count(two)`);
    return (await response.text()).includes('"2"');
  } catch {
    return false;
  }
}
