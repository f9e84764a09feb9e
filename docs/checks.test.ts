import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { checks } from "../src/assess/checks.ts";
import { knowledge } from "../src/knowledge/knowledge.ts";
import { root } from "../tidy/source-files.ts";

const text = readFileSync(path.join(root, "docs", "checks.md"), "utf8");

/** The cells of the table's rows below a heading, the titles left out. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = text.slice(text.indexOf(`## ${heading}\n`));
  const [, , ...rows] = section
    .slice(0, section.indexOf("\n## ", 1) === -1 ? undefined : section.indexOf("\n## ", 1))
    .split("\n")
    .filter((line) => line.startsWith("|"));
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it("the table of checks is the list of checks", () => {
  expect(rowsBelow("Checks")).toEqual(
    checks.map(({ name, sees, levels, peers }) => [
      `\`${name}\``,
      sees,
      levels.join(", "),
      peers.join(", "),
    ]),
  );
});

it("every check has a name of its own", () => {
  const names = [...checks, ...knowledge.risks()].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const codes = (letters: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${letters}${String(index + 1).padStart(3, "0")}`);

it("each check of eksup has its row, and each row names checks and risks that there are", () => {
  const rows = rowsBelow("What eksup, kubent and pluto check");
  const theirs = rows.map(([cell = ""]) => cell).join(" ");
  const told = (code: string): boolean =>
    theirs.includes(code) ||
    // Ranges name their ends.
    /AWS00[2-4]|EKS00[23]/.test(code);
  const eksup = [...codes("AWS", 5), ...codes("EKS", 8), ...codes("K8S", 13)];
  expect(eksup.filter((code) => !told(code))).toEqual([]);
  const known = new Set([...checks, ...knowledge.risks()].map(({ name }) => name));
  const ours = rows.flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name),
  );
  expect(ours.filter((name) => !known.has(name))).toEqual([]);
});

it("what a check says of its peers is in their table", () => {
  const rows = rowsBelow("What eksup, kubent and pluto check").map((row) => row.join(" "));
  const missing = checks.flatMap(({ name, peers }) =>
    peers.some((peer) => peer.startsWith("eksup K8S") || peer === "kubent" || peer === "pluto") &&
    !rows.some((row) => row.includes(`\`${name}\``))
      ? [name]
      : [],
  );
  expect(missing).toEqual([]);
});
