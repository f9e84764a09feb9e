import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { root } from "./source-files.ts";

/** `bin/fleetlift` itself, in clones and installations made up for it, whose program says how it was started. */
const PROGRAM = `
const [, , ...args] = process.argv;
if (args[0] === "exit") process.exit(Number(args[1]));
process.stdout.write(JSON.stringify({ args, pid: process.pid, entry: process.argv[1] }) + "\\n");
if (args[0] === "stay") setInterval(() => {}, 1000);
`;

const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), "fl-launch-")));
let made = 0;

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

it("runs a clone's sources from any directory, arguments untouched", () => {
  const clone = makeClone();
  const { status, stdout } = launch(clone.launcher, ["get", "two words", "", "*"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    args: ["get", "two words", "", "*"],
    entry: path.join(clone.folder, "src", "main.ts"),
  });
});

it("is found through relative and absolute links, one after the other, with blanks in the path", () => {
  const { folder } = makeClone();
  const links = makeFolder("my links");
  symlinkSync(
    path.relative(links, path.join(folder, "bin", "fleetlift")),
    path.join(links, "third"),
  );
  symlinkSync(path.join(links, "third"), path.join(links, "second"));
  symlinkSync("second", path.join(links, "first one"));
  expect(launch(path.join(links, "first one"), ["x"])).toMatchObject({ status: 0 });
  expect(launch("./first one", ["x"], { cwd: links })).toMatchObject({ status: 0 });
});

it("is found on PATH, and by a shell that is given its bare name", () => {
  const { launcher } = makeClone();
  const links = makeFolder("on path");
  symlinkSync(launcher, path.join(links, "fleetlift"));
  const PATH = `${links}:${withNode}`;
  expect(launch("sh", ["-c", "fleetlift x"], { PATH })).toMatchObject({ status: 0 });
  expect(launch("sh", ["fleetlift", "x"], { cwd: links })).toMatchObject({ status: 0 });
});

it("is not led astray by CDPATH, by a folder that is a link, or by a missing HOME", () => {
  const { folder } = makeClone();
  const links = makeFolder("links");
  symlinkSync(folder, path.join(links, "clone"));
  const elsewhere = makeFolder("elsewhere");
  mkdirSync(path.join(elsewhere, "clone", "bin"), { recursive: true });
  const started = launch("clone/bin/fleetlift", ["x"], { cwd: links, CDPATH: elsewhere });
  expect(started).toMatchObject({ status: 0 });
});

it("passes exit codes through", () => {
  const { launcher } = makeClone();
  expect([0, 1, 2, 130].map((code) => launch(launcher, ["exit", String(code)]).status)).toEqual([
    0, 1, 2, 130,
  ]);
});

it("becomes the program: the same process, so signals reach it", async () => {
  const child = spawn(makeClone().launcher, ["stay"], {
    env: { PATH: withNode },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [said]: readonly unknown[] = await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(JSON.parse(String(said))).toMatchObject({ pid: child.pid });
  expect(await ended).toEqual([null, "SIGTERM"]);
});

it("says what to do in a clone whose packages are not installed", () => {
  const { launcher, folder } = makeClone({ packages: false });
  const { status, stdout, stderr } = launch(launcher, ["--version"]);
  expect(status).toBe(69);
  expect(stdout).toBe("");
  expect(stderr).toContain(`Run: (cd '${folder}' && npm ci)`);
});

it("says which Node it needs when there is only an old one", () => {
  const { status, stderr } = launch(makeClone().launcher, ["x"], { PATH: withOldNode() });
  expect(status).toBe(69);
  expect(stderr).toBe(
    "fleetlift needs Node 24 or newer (on PATH: v20.20.2). Install it, or set FLEETLIFT_NODE=/path/to/node.\n",
  );
});

it("says which Node it needs when there is none", () => {
  const { status, stderr } = launch(makeClone().launcher, ["x"], { PATH: makeTools() });
  expect(status).toBe(69);
  expect(stderr).toContain("(on PATH: none)");
});

it("uses the Node of its own packages before an old one on PATH", () => {
  const { launcher, folder } = makeClone();
  linkNode(path.join(folder, "node_modules", ".bin"));
  expect(launch(launcher, ["x"], { PATH: withOldNode() })).toMatchObject({ status: 0 });
});

it("uses the Node that FLEETLIFT_NODE names, and refuses one that is too old or not there", () => {
  const { launcher } = makeClone();
  const old = withOldNode();
  const start = (node: string): SpawnSyncReturns<string> =>
    launch(launcher, ["x"], { PATH: old, FLEETLIFT_NODE: node });
  expect(start(process.execPath)).toMatchObject({ status: 0 });
  for (const node of [path.join(old.split(":")[0] ?? "", "node"), "/nowhere/node"]) {
    const { status, stderr } = start(node);
    expect(status).toBe(69);
    expect(stderr).toContain(`FLEETLIFT_NODE is ${node}`);
  }
});

it.each(["fleetlift", "@platform/fleetlift"])(
  "runs the compiled program of an installed package, %s, with the Node beside it",
  (name) => {
    const modules = path.join(makeFolder("project"), "node_modules");
    const installed = makePackage(path.join(modules, name), "dist/main.js");
    linkNode(path.join(modules, ".bin"));
    const { status, stdout } = launch(installed, ["x"], { PATH: withOldNode() });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ entry: path.join(modules, name, "dist/main.js") });
  },
);

it("never takes a stray Node from a folder above a clone", () => {
  const parent = makeFolder("parent");
  linkNode(path.join(parent, ".bin"));
  const launcher = makePackage(path.join(parent, "clone"), "src/main.ts");
  mkdirSync(path.join(parent, "clone", "node_modules"));
  expect(launch(launcher, ["x"], { PATH: withOldNode() })).toMatchObject({ status: 69 });
});

const withNode = `${path.dirname(process.execPath)}:/usr/bin:/bin`;

function launch(
  command: string,
  args: readonly string[],
  { cwd = temporary, ...env }: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd, env: { PATH: withNode, ...env }, encoding: "utf8" });
}

function makeClone({ packages = true } = {}): {
  readonly folder: string;
  readonly launcher: string;
} {
  const folder = makeFolder("my clone");
  if (packages) mkdirSync(path.join(folder, "node_modules"));
  return { folder, launcher: makePackage(folder, "src/main.ts") };
}

/** A package with our launcher and the program above as its entry; returns the launcher. */
function makePackage(folder: string, entry: string): string {
  for (const part of ["bin", path.dirname(entry)]) {
    mkdirSync(path.join(folder, part), { recursive: true });
  }
  writeFileSync(path.join(folder, entry), PROGRAM);
  const launcher = path.join(folder, "bin", "fleetlift");
  copyFileSync(path.join(root, "bin", "fleetlift"), launcher);
  chmodSync(launcher, 0o755);
  return launcher;
}

function makeFolder(name: string): string {
  made += 1;
  const folder = path.join(temporary, `${name} ${made}`);
  mkdirSync(folder);
  return folder;
}

function linkNode(bin: string): void {
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, path.join(bin, "node"));
}

/** A PATH with a `node` that says v20, before the system's commands. */
function withOldNode(): string {
  const folder = makeFolder("old");
  writeFileSync(path.join(folder, "node"), "#!/bin/sh\necho v20.20.2\n", { mode: 0o755 });
  return `${folder}:/usr/bin:/bin`;
}

/** A PATH with nothing but what the launcher needs. */
function makeTools(): string {
  const folder = makeFolder("tools");
  for (const tool of ["sh", "dirname", "readlink"]) {
    const { stdout } = spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" });
    symlinkSync(stdout.trim(), path.join(folder, tool));
  }
  return folder;
}
