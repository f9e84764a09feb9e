import { visible } from "../../report/visible.ts";

/** One column of a table. */
export interface Column<Item> {
  readonly title: string;
  readonly value: (item: Item) => string;
  /** Shown with `-o wide` only. */
  readonly wide?: boolean;
}

/**
 * Rows under titles in capitals, columns as wide as their widest value and three spaces apart, as
 * kubectl prints them. An empty value is shown as `-`, so that the columns can be cut by tools.
 */
export function renderTable<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  wide = false,
): string {
  const shown = columns.filter((column) => wide || column.wide !== true);
  const titles = shown.map((column) => column.title.toUpperCase());
  const rows = items.map((item) => shown.map((column) => column.value(item) || "-"));
  return alignColumns([titles, ...rows]);
}

/** Cells padded to the width of their column, each on one line; no line ends in spaces. */
export function alignColumns(given: readonly (readonly string[])[], gap = "   "): string {
  const widths: number[] = [];
  const rows = given.map((row) => row.map(visible));
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows
    .map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(gap))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
