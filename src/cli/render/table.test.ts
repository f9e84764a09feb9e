import { expect, it } from "vitest";
import { alignColumns, renderTable } from "./table.ts";

const columns = [
  { title: "name", value: (item: { readonly name: string }) => item.name },
  { title: "region", value: () => "", wide: true },
  { title: "state", value: () => "done" },
];

it("aligns columns, leaves no spaces at the end of a line, and hides wide columns", () => {
  expect(renderTable(columns, [{ name: "a" }, { name: "shop-production" }])).toBe(
    "NAME              STATE\na                 done\nshop-production   done\n",
  );
});

it("shows wide columns when asked to, and a dash where there is nothing", () => {
  expect(renderTable(columns, [{ name: "a" }], true)).toBe(
    "NAME   REGION   STATE\na      -        done\n",
  );
});

it("prints the titles of an empty table", () => {
  expect(renderTable(columns, [])).toBe("NAME   STATE\n");
});

it("a cell stays on its line, whatever somebody wrote into it", () => {
  expect(
    alignColumns([
      ["a", "one\ntwo\u001B[2J"],
      ["b", "c"],
    ]),
  ).toBe(
    String.raw`a   one\ntwo\u001b[2J
b   c
`,
  );
});
