import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { engineFiles, readMemory, writeMemory } from "./engine-files.ts";
import { base58 } from "./identity-key.ts";
import { compareVersions } from "./restate-binary.ts";

const dir = mkdtempSync(path.join(tmpdir(), "fl-files-"));
const deep = path.join(dir, "d".repeat(120));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("keeps everything in a folder that only its owner can enter", () => {
  const files = engineFiles(dir);
  expect(statSync(files.dir).mode & 0o777).toBe(0o700);
  expect(files.home.startsWith(files.dir)).toBe(true);
});

it("puts Restate's folder into the state folder when the data directory lies too deep for sockets", () => {
  const state = path.join(dir, "state");
  const files = engineFiles(deep, state);
  expect(files.home.startsWith(state)).toBe(true);
  expect(statSync(files.home).mode & 0o777).toBe(0o700);
  expect(files.adminSocket.length).toBeLessThan(104);
  expect(engineFiles(deep, state).home).toBe(files.home);
});

it("says that a directory is too deep when nothing shorter is at hand", () => {
  expect(() => engineFiles(deep, deep)).toThrow(
    /too long for sockets: choose a shorter --data-dir/,
  );
});

it("says what is wrong with a directory that cannot be used", () => {
  const file = path.join(dir, "file");
  writeFileSync(file, "");
  expect(() => engineFiles(file)).toThrow(/cannot use .*file\/engine/);
});

it("remembers, and refuses what it did not write", () => {
  const files = engineFiles(dir);
  expect(readMemory(files)).toBeUndefined();
  const memory = { schemaVersion: 1, port: 1, restateVersion: "1.2.3", wasReady: true } as const;
  writeMemory(files, memory);
  expect(readMemory(files)).toEqual(memory);
  writeFileSync(files.memory, JSON.stringify({ schemaVersion: 2 }));
  expect(() => readMemory(files)).toThrow(/was not written by this version of fleetlift/);
});

it.each([
  ["", ""],
  ["00", "1"],
  ["0000287fb4cd", "11233QC4"],
  ["61626364", "3VNr6P"],
])("writes the bytes %s as %s in base 58", (hex, text) => {
  expect(base58(Buffer.from(hex, "hex"))).toBe(text);
});

it.each([
  ["1.7.12", "1.7.12", 0],
  ["1.7.9", "1.7.12", -3],
  ["2.0.0", "1.9.9", 1],
  ["1.8.0-rc.1", "1.7.12", 1],
])("compares %s with %s as %d", (one, other, difference) => {
  expect(compareVersions(one, other)).toBe(difference);
});
