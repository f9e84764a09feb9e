import { describe, expect, it } from "vitest";
import { PortError } from "../../../ports/port-error.ts";
import { sqliteError } from "./sqlite-error.ts";

function coded(errcode: number): Error {
  return Object.assign(new Error("words of SQLite"), { errcode });
}

describe("an error of the record store", () => {
  it.each([
    [5, "transient", "another process holds it"],
    [5 + 256, "transient", "another process holds it"], // SQLITE_BUSY_RECOVERY: more about the same
    [10, "transient", "the disk gave an error"],
    [13, "transient", "the disk is full"],
    [11, "terminal", "words of SQLite"],
  ] as const)("with SQLite's code %i is %s: %s", (code, kind, words) => {
    expect(sqliteError(coded(code), "/r.db")).toMatchObject({
      name: "PortError",
      class: kind,
      message: `the records in /r.db could not be used: ${words}`,
    });
  });

  it("that was told already, or is not the store's, stays as it is", () => {
    const told = new PortError("terminal", "told");
    const bug = new TypeError("not ours");
    expect(sqliteError(told, "/r.db")).toBe(told);
    expect(sqliteError(bug, "/r.db")).toBe(bug);
    expect(sqliteError("odd", "/r.db")).toBe("odd");
  });
});
