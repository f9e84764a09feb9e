import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { DataDirTaken, socketPath, takeDataDir } from "./data-dir.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-data-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is for its owner only", () => {
  const dir = path.join(folder, "private");
  takeDataDir(dir, { pid: 1 }).release();
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

it("is held by one at a time, and names who holds it", () => {
  const dir = path.join(folder, "held");
  const lock = takeDataDir(dir, { pid: 4711 });
  expect(() => takeDataDir(dir, { pid: 2 })).toThrow(DataDirTaken);
  expect(() => takeDataDir(dir, { pid: 2 })).toThrow("process id 4711");
  lock.release();
  takeDataDir(dir, { pid: 2 }).release();
});

it("keeps its socket inside, unless the path is too long for a socket", () => {
  expect(socketPath("/var/lib/fleetlift")).toBe("/var/lib/fleetlift/api.sock");
  const long = path.join("/", "deep".repeat(30));
  expect(socketPath(long)).not.toContain(long);
  expect(socketPath(long).length).toBeLessThan(100);
  expect(socketPath(long)).not.toBe(socketPath(`${long}er`));
});
