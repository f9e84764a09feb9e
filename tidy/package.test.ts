import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "./source-files.ts";

/**
 * What `npm pack` makes, put into an empty folder as `npm install` would, runs there: the compiled
 * JavaScript is whole (Node strips no types under node_modules), what it reads beside itself (packs,
 * lab sources, its version) is in the tarball, and the launcher finds its way from node_modules/.bin.
 *
 * No registry is asked. The production packages are links to those of this checkout, chosen by the
 * lock file, so a package that is only a development dependency is missing here as it would be
 * there. What npm does on a real installation beyond unpacking and linking is not shown.
 */
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "fl-pack-")));
const modules = path.join(folder, "node_modules");
const installed = path.join(modules, "fleetlift");
const shop = path.join(installed, "examples", "shop");
const program = path.join(modules, ".bin", "fleetlift");
const environment = {
  HOME: folder,
  PATH: `${path.dirname(process.execPath)}:${process.env["PATH"]}`,
};
let packed: readonly string[] = [];

beforeAll(() => {
  mustRun("npm", ["pack", "--silent", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "no tarball";
  packed = mustRun("tar", ["-tzf", tarball], folder).trim().split("\n");
  mkdirSync(installed, { recursive: true });
  mustRun("tar", ["-xzf", path.join(folder, tarball), "--strip-components=1"], installed);
  linkProductionPackages();
  mkdirSync(path.dirname(program));
  symlinkSync(path.join("..", "fleetlift", "bin", "fleetlift"), program);
  // The package is compiled: a machine with other work takes its time.
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the tarball holds what runs, what is read, and the words about it", () => {
  const kinds: readonly RegExp[] = [
    /^package\/(LICENSE|README\.md|package\.json)$/,
    /^package\/bin\/fleetlift$/,
    /^package\/dist\/[a-z0-9/-]+\.js$/,
    /^package\/dist\/knowledge\/data\/[a-z-]+\.json$/,
    /^package\/packs\/[a-z0-9/-]+\.yaml$/,
    /^package\/schemas\/[a-z-]+\.json$/,
    /^package\/examples\/[a-z0-9/-]+\.(yaml|json|txt)$/,
    // Programs of packs.
    /^package\/examples\/packs\/[a-z0-9/-]+\.(sh|mjs)$/,
    /^package\/deploy\/[a-z-]+\.yaml$/,
    /^package\/lab\/(README\.md|[a-z]+\/([a-z_]+\.go|v[0-9.]+\/go\.(mod|sum)))$/,
  ];
  const names = packed.filter((file) => !file.endsWith("/"));
  expect(names.filter((file) => !kinds.some((kind) => kind.test(file)))).toEqual([]);
  expect(kinds.filter((kind) => !names.some((file) => kind.test(file)))).toEqual([]);
});

it("every source of the program is in it, compiled, and no test is", () => {
  const isTest = /\.(test|suite|fixture)\.[jt]s$/;
  const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|json)$/.test(file) && !isTest.test(file))
    .map((file) => `package/dist/${file.replace(/\.ts$/, ".js")}`);
  expect(packed.filter((file) => file.startsWith("package/dist/")).toSorted()).toEqual(
    sources.toSorted(),
  );
});

it("it says its version", () => {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    readonly version: string;
  };
  expect(fleetlift("--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
});

it("it validates an example that came with it, and finds what is wrong with another", () => {
  expect(fleetlift("validate", shop)).toMatchObject({ status: 0 });
  const wrong = fleetlift("validate", path.join(shop, "..", "wrong", "unknown-field.yaml"));
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("unknown field");
});

it("it knows its facts, without a server", () => {
  const shown = fleetlift("knowledge", "show", "apis/policy/v1beta1/PodSecurityPolicy");
  expect(shown).toMatchObject({ status: 0, stderr: "" });
  expect(shown.stdout).toMatch(/^ {2}removed +1\.25$/m);
});

it("it serves a world and plans for it, without a server", async () => {
  const world = await startBehind("world", "serve", "-f", path.join(shop, "world.yaml"));
  try {
    const { status, stdout } = fleetlift("plan", "--offline", "-f", shop);
    expect(stdout).toContain("12 will be upgraded");
    expect(status).toBe(0);
  } finally {
    await end(world);
  }
});

it("its server starts its engine and a world of its own, and takes a plan", async () => {
  const server = await startBehind("up", "--world", path.join(shop, "world.yaml"));
  try {
    expect(fleetlift("apply", "-f", shop)).toMatchObject({ status: 0 });
    expect(fleetlift("get", "rollouts", "-o", "name").stdout).toBe("rollouts/kubernetes-1-36\n");
  } finally {
    await end(server);
  }
  expect(server.exitCode).toBe(0);
});

/** Starts it, and waits for its first words. */
async function startBehind(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  await once(child.stderr, "data");
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

function fleetlift(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd: folder, env: environment, encoding: "utf8" });
}

function mustRun(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** As npm hoists them; the launcher must not find a Node there, since `node` is no production package. */
function linkProductionPackages(): void {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  for (const [place, { dev = false }] of Object.entries(lock.packages)) {
    const isHoisted = place.lastIndexOf("node_modules/") === 0;
    // The lock file also names the binaries of other platforms.
    if (dev || !isHoisted || !existsSync(path.join(root, place))) continue;
    const link = path.join(folder, place);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, place), link);
  }
}
