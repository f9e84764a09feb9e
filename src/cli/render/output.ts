import { API_VERSION } from "../../model/names.ts";
import { renderTable, type Column } from "./table.ts";

export const formats = ["json", "yaml", "wide", "name"] as const;
export type Format = (typeof formats)[number] | "table";

/** How the objects of one kind are shown. */
export interface Look<Item> {
  /** In the plural and small, as in `get rollouts`. */
  readonly kind: string;
  readonly name: (item: Item) => string;
  readonly columns: readonly Column<Item>[];
}

/** Objects as `-o` asks for them; one that was asked for by name stands alone, others in a List. */
export async function renderObjects<Item>(
  look: Look<Item>,
  items: readonly Item[],
  format: Format,
  alone: boolean,
): Promise<string> {
  switch (format) {
    case "table":
    case "wide":
      // Titles over nothing read like a list that did not arrive.
      return items.length === 0 ? "" : renderTable(look.columns, items, format === "wide");
    case "name":
      return items.map((item) => `${look.kind}/${look.name(item)}\n`).join("");
    case "json":
      return `${JSON.stringify(asDocument(items, alone), null, 2)}\n`;
    case "yaml": {
      const { stringify } = await import("yaml");
      return stringify(asDocument(items, alone));
    }
  }
}

function asDocument(items: readonly unknown[], alone: boolean): unknown {
  const [only] = items;
  return alone ? only : { apiVersion: API_VERSION, kind: "List", items };
}
