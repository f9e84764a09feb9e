/** The engine across restarts: of its server, of the code, of the whole. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import type { HostObject } from "../ports/host-port.ts";
import { engineFiles, NODE_NAME } from "./engine-files.ts";
import { type Engine, openEngine } from "./open-engine.ts";

const opened: (() => unknown)[] = [];
const said: string[] = [];

afterEach(async () => {
  for (let undo = opened.pop(); undo !== undefined; undo = opened.pop()) await undo();
  said.length = 0;
});

function newDir(below = ""): string {
  const dir = mkdtempSync(path.join(tmpdir(), "fl-restarts-"));
  opened.push(() => rmSync(dir, { recursive: true, force: true }));
  return path.join(dir, below);
}

async function open(
  dataDir: string,
  objects: readonly HostObject[],
  build: string,
): Promise<Engine> {
  const engine = await openEngine({
    dataDir,
    objects,
    build,
    clock: systemClock,
    log: (line) => said.push(line),
  });
  opened.push(() => engine.close());
  return engine;
}

async function until(predicate: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) {
    if (await predicate()) return;
    await systemClock.sleep(20);
  }
  expect.fail(`it never came true; the log says:\n${said.join("\n")}`);
}

/** Ticks for ever and writes which code did it; `read` answers that. */
function ticker(code: string): HostObject {
  return {
    name: "ticker",
    on: async (context, message) => {
      if ((message as { kind: string }).kind === "read") return (await context.get("code")) ?? null;
      context.set("code", code);
      context.timer((await context.now()) + 20);
      return null;
    },
  };
}

/** Does one effect and then what it is told to do next. */
function worker(effect: string, then: () => void): HostObject {
  return {
    name: "worker",
    on: async (context, message) => {
      if ((message as { kind: string }).kind === "read") return (await context.get("done")) ?? null;
      const answer = await context.effect(effect, async () => effect);
      then();
      context.set("done", `${answer} and all`);
      return null;
    },
  };
}

it("goes on with new code at the next tick", async () => {
  const dir = newDir();
  const first = await open(dir, [ticker("one")], "one");
  await first.host.send("ticker", "a", { kind: "go" });
  await until(async () => (await first.host.call("ticker", "a", { kind: "read" })) === "one");
  await first.close();
  const second = await open(dir, [ticker("two")], "two");
  await until(async () => (await second.host.call("ticker", "a", { kind: "read" })) === "two");
});

it("ends under the old build's path what was begun there", async () => {
  const dir = newDir();
  let tries = 0;
  const fails = worker("look", () => {
    tries += 1;
    throw new Error("not with this code");
  });
  const first = await open(dir, [fails], "one");
  await first.host.send("worker", "a", { kind: "go" });
  await until(() => tries > 1);
  await first.close();
  const second = await open(dir, [worker("look", () => {})], "two");
  expect(await second.host.call("worker", "a", { kind: "read" })).toBe("look and all");
});

it("begins anew what the new code cannot go on with", async () => {
  const dir = newDir();
  let tries = 0;
  const fails = worker("look", () => {
    tries += 1;
    throw new Error("not with this code");
  });
  const first = await open(dir, [fails], "one");
  await first.host.send("worker", "a", { kind: "go" });
  await until(() => tries > 1);
  await first.close();
  const second = await open(dir, [worker("other look", () => {})], "two");
  await until(() => said.some((line) => line.includes("began 1 messages anew")));
  await until(
    async () => (await second.host.call("worker", "a", { kind: "read" })) === "other look and all",
  );
});

it("tells which messages go on failing, and why", async () => {
  const fails = worker("look", () => {
    throw new Error("a mistake of ours");
  });
  const engine = await open(newDir(), [fails], "one");
  await engine.host.send("worker", "a", { kind: "go" });
  await until(async () => (await engine.stuck()).length > 0);
  const [stuck] = await engine.stuck();
  expect(stuck).toMatchObject({ object: "worker", key: "a" });
  expect(stuck?.error).toContain("a mistake of ours");
});

it("refuses a second engine on the same directory, in words", async () => {
  const dir = newDir();
  const first = await open(dir, [ticker("one")], "one");
  await expect(open(dir, [ticker("two")], "two")).rejects.toThrow(
    `in use by another fleetlift (process id ${process.pid})`,
  );
  expect(await first.host.call("ticker", "a", { kind: "read" })).toBeNull();
});

it("refuses calls that our server did not sign", async () => {
  const engine = await open(newDir(), [ticker("one")], "one");
  const session = connect(`http://127.0.0.1:${engine.info.port}`);
  opened.push(() => session.destroy());
  const request = session.request({ ":path": "/one/discover" });
  const status = await new Promise((resolve) => {
    request.on("response", (headers) => resolve(headers[":status"]));
  });
  expect(status).toBe(401);
});

it("refuses a directory that a newer version has written", async () => {
  const dir = newDir();
  const { memory } = engineFiles(dir);
  writeFileSync(
    memory,
    JSON.stringify({ schemaVersion: 1, port: 0, wasReady: true, restateVersion: "99.0.0" }),
  );
  await expect(open(dir, [ticker("one")], "one")).rejects.toThrow(
    /was written by Restate 99\.0\.0, and this fleetlift has \d+\.\d+\.\d+/,
  );
});

it("moves to another port when its own is taken, and takes the work under way with it", async () => {
  const dir = newDir();
  let tries = 0;
  const fails = worker("look", () => {
    tries += 1;
    throw new Error("not with this code");
  });
  const first = await open(dir, [fails], "one");
  await first.host.send("worker", "a", { kind: "go" });
  await until(() => tries > 1);
  await first.close();
  const stranger = await listenOn(first.info.port);
  opened.push(() => stranger.close());
  const second = await open(dir, [worker("look", () => {})], "one");
  expect(second.info.port).not.toBe(first.info.port);
  expect(await second.host.call("worker", "a", { kind: "read" })).toBe("look and all");
});

it("starts its server again when it is killed, and loses nothing", async () => {
  const engine = await open(newDir(), [ticker("one")], "one");
  await engine.host.send("ticker", "a", { kind: "go" });
  const { restatePid } = engine.info;
  if (restatePid === undefined) expect.fail("the server does not run");
  process.kill(restatePid, "SIGKILL");
  await until(async () => (await engine.host.call("ticker", "a", { kind: "read" })) === "one");
  expect(engine.info.restatePid).not.toBe(restatePid);
  expect(said.join("\n")).toContain("it is started again");
});

it("says what the server said when it does not start", async () => {
  const dir = newDir();
  const first = await open(dir, [ticker("one")], "one");
  await first.close();
  const files = engineFiles(dir);
  writeFileSync(files.identityKey, "not a key");
  await expect(open(dir, [ticker("one")], "one")).rejects.toThrow(/cannot read .*identity\.pem/);
  rmSync(path.join(files.home, NODE_NAME), { recursive: true });
  rmSync(files.identityKey);
  writeFileSync(path.join(files.home, NODE_NAME), "not a directory");
  await expect(open(dir, [ticker("one")], "one")).rejects.toThrow(/did not start; it said:\n.+/);
});

function listenOn(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
