import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordPortSuite } from "../../../ports/record-port.suite.ts";
import { migrate } from "./migrations.ts";
import { openSqliteRecords } from "./sqlite-records.ts";

recordPortSuite("sqlite", async () => {
  const store = mkdtempSync(path.join(tmpdir(), "fleetlift-records-"));
  return {
    open: async () => openSqliteRecords(path.join(store, "records.db")),
    end: async () => rmSync(store, { recursive: true }),
  };
});

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fleetlift-records-"));
  file = path.join(folder, "state", "records.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the file", () => {
  it("is for its owner's eyes only, with its companions and its folder", async () => {
    const records = openSqliteRecords(file);
    await records.putBlob("{}");
    const rights = (name: string) => (statSync(name).mode & 0o777).toString(8);
    expect([file, `${file}-wal`, `${file}-shm`].map(rights)).toEqual(["600", "600", "600"]);
    expect(rights(path.dirname(file))).toBe("700");
    await records.close();
  });

  it("is made private when it was not", async () => {
    const open = path.join(folder, "open.db");
    writeFileSync(open, "", { mode: 0o644 });
    await openSqliteRecords(open).close();
    expect(statSync(open).mode & 0o777).toBe(0o600);
  });

  it("has a write-ahead log, so that readers never wait for a writer", async () => {
    const records = openSqliteRecords(file);
    const other = new DatabaseSync(file);
    expect(other.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    other.exec("BEGIN IMMEDIATE");
    expect(await records.findBlobs("", 1)).toEqual([]);
    other.close();
    await records.close();
  });

  it("keeps what was answered when the process is killed right after", async () => {
    const program = `
      import { openSqliteRecords } from "./src/drivers/records/sqlite/sqlite-records.ts";
      await openSqliteRecords(process.argv[1]).putDocument({ kind: "Fleet", name: "shop", json: "{}" });
      process.kill(process.pid, "SIGKILL");`;
    const killed = spawnSync(process.execPath, ["--input-type=module", "-e", program, file]);
    expect(killed.signal).toBe("SIGKILL");
    const records = openSqliteRecords(file);
    expect(await records.getDocument("Fleet", "shop")).toBeDefined();
    await records.close();
  });
});

describe("a file that cannot be used", () => {
  it("because it is something else is refused with its name", () => {
    const notes = path.join(folder, "notes.txt");
    writeFileSync(notes, "these are my notes, not a database ".repeat(100));
    expect(() => openSqliteRecords(notes)).toThrow(
      `${notes} could not be used: file is not a database`,
    );
  });

  it("because its place is taken by a folder is refused with its name", () => {
    expect(() => openSqliteRecords(folder)).toThrow(`${folder} cannot be opened`);
  });

  it("because another process holds it for long may pass", async () => {
    const records = openSqliteRecords(file, 1);
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    await expect(records.putBlob("{}")).rejects.toMatchObject({
      name: "PortError",
      class: "transient",
      message: `the records in ${file} could not be used: another process holds it`,
    });
    other.exec("ROLLBACK");
    await records.putBlob("{}");
    other.close();
    await records.close();
  });

  it("because it is of a newer fleetlift is refused and not touched", () => {
    const database = new DatabaseSync(path.join(folder, "new.db"));
    migrate(database, "new.db", ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
    database.close();
    const before = statSync(path.join(folder, "new.db")).size;
    expect(() => openSqliteRecords(path.join(folder, "new.db"))).toThrow(
      /written by a newer fleetlift \(form 2, this one knows 1\)/,
    );
    expect(statSync(path.join(folder, "new.db")).size).toBe(before);
  });
});

describe("migrations", () => {
  const tables = (database: DatabaseSync) =>
    database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .all()
      .map((row) => row["name"]);

  it("bring an older file forward and run once", () => {
    const database = new DatabaseSync(":memory:");
    migrate(database, "x", ["CREATE TABLE a (x)"]);
    migrate(database, "x", ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
    migrate(database, "x", ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
    expect(tables(database)).toEqual(["a", "b", "schema_version"]);
    database.close();
  });

  it("that fail leave the file as it was", () => {
    const database = new DatabaseSync(":memory:");
    migrate(database, "x", ["CREATE TABLE a (x)"]);
    expect(() => migrate(database, "x", ["", "CREATE TABLE b (x)", "nonsense"])).toThrow();
    expect(tables(database)).toEqual(["a", "schema_version"]);
    database.close();
  });
});
