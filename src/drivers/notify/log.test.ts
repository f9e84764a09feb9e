import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Notice } from "../../ports/notify-port.ts";
import { notifyPortSuite } from "../../ports/notify-port.suite.ts";
import { logNotify } from "./log.ts";

function lines(file: string): readonly Notice[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

notifyPortSuite("a file", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-notify-"));
  const file = path.join(folder, "state", "notices.jsonl");
  return {
    open: () => logNotify({ file }),
    arrived: async () => lines(file),
    end: async () => rmSync(folder, { recursive: true }),
  };
});

const first: Notice = { key: "1", audience: "support", to: "", text: "one", atMs: 1 };
const second: Notice = { ...first, key: "2" };

describe("the notice log", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fleetlift-notify-"));
    file = path.join(folder, "notices.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("tells its function each notice once, with a file and without", async () => {
    for (const target of [{ file }, {}]) {
      const told: string[] = [];
      const port = logNotify({ ...target, sink: (notice) => told.push(notice.key) });
      for (const notice of [first, first, second]) await port.notify(notice);
      expect(told).toEqual(["1", "2"]);
    }
  });

  it("writes a notice again whose line a crash cut off, on a line of its own", async () => {
    await logNotify({ file }).notify(first);
    appendFileSync(file, JSON.stringify(second).slice(0, 20));
    const restarted = logNotify({ file });
    await restarted.notify(second);
    await restarted.notify(second);
    await logNotify({ file }).notify(second);
    const text = readFileSync(file, "utf8").split("\n");
    expect(text).toEqual([
      JSON.stringify(first),
      JSON.stringify(second).slice(0, 20),
      JSON.stringify(second),
      "",
    ]);
  });

  it("sees what another process wrote in the meantime", async () => {
    const [one, other] = [logNotify({ file }), logNotify({ file })];
    await one.notify(first);
    await other.notify(first);
    await other.notify(second);
    await one.notify(second);
    expect(lines(file)).toEqual([first, second]);
  });

  it("is for its owner's eyes only", async () => {
    await logNotify({ file }).notify(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("says which file cannot be written, and tells nobody", async () => {
    const told: string[] = [];
    const port = logNotify({ file: folder, sink: (notice) => told.push(notice.key) });
    await expect(port.notify(first)).rejects.toMatchObject({
      name: "PortError",
      class: "transient",
      message: expect.stringContaining(`could not be written to ${folder}: EISDIR`),
    });
    expect(told).toEqual([]);
  });
});
