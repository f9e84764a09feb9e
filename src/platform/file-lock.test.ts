import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { tryLock, waitForLock, withLock } from "./file-lock.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-lock-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => path.join(folder, "locks", `${(files += 1)}.lock`);

function expectFree(file: string): void {
  const lock = tryLock(file);
  expect(lock).toBeDefined();
  lock?.release();
}

it("only one has the lock", () => {
  const file = newFile();
  const lock = tryLock(file);
  expect(lock).toBeDefined();
  expect(tryLock(file)).toBeUndefined();
  lock?.release();
  expectFree(file);
});

it("what is no lock file is said, and not waited for", async () => {
  const file = newFile();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "a file of somebody else, longer than the head of a database: ".repeat(20));
  expect(() => tryLock(file)).toThrow("not a database");
  await expect(withLock(file, systemClock, () => undefined)).rejects.toThrow("not a database");
});

it("waits no longer than it was told to", async () => {
  const file = newFile();
  const lock = tryLock(file);
  let waited = 0;
  const options = { limitMs: 120, onWait: () => (waited += 1) };
  expect(await waitForLock(file, systemClock, options)).toBeUndefined();
  expect(waited).toBe(1);
  lock?.release();
});

it("is free again after work that fails", async () => {
  const file = newFile();
  const work = withLock(file, systemClock, () => Promise.reject(new Error("no luck")));
  await expect(work).rejects.toThrow("no luck");
  expectFree(file);
});

it("is free again when its holder is killed", async () => {
  const file = newFile();
  const module = new URL("./file-lock.ts", import.meta.url).href;
  const script = `import { tryLock } from ${JSON.stringify(module)};
    globalThis.lock = tryLock(${JSON.stringify(file)});
    process.stdout.write("has it");
    setInterval(() => undefined, 1000);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", script]);
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  expect(tryLock(file)).toBeUndefined();
  holder.kill("SIGKILL");
  const lock = await waitForLock(file, systemClock, { limitMs: 10_000 });
  expect(lock).toBeDefined();
  lock?.release();
});
