import { expect, it } from "vitest";
import { renderedTemplates } from "./rendered-templates.ts";

it("cuts what helm printed at its comments, each with its template", () => {
  const printed = `---
# Source: shop/templates/a.yaml
kind: A
---
# Source: shop/charts/redis/templates/b.yaml
kind: B
---
kind: C
`;
  expect(renderedTemplates(printed)).toEqual([
    { source: "templates/a.yaml", text: "\nkind: A\n" },
    { source: "charts/redis/templates/b.yaml", text: "\nkind: B\n---\nkind: C\n" },
  ]);
});

it("takes no comment that stands in an object, and nothing from nothing", () => {
  const printed =
    "---\n# Source: shop/templates/a.yaml\ndata: |\n  ---\n  # Source: x/y.yaml\n# Source: x/z.yaml\n";
  expect(renderedTemplates(printed).map(({ source }) => source)).toEqual(["templates/a.yaml"]);
  expect(renderedTemplates("")).toEqual([]);
  expect(renderedTemplates("---\r\n# Source: shop/templates/a.yaml\r\nkind: A\r\n")).toEqual([
    { source: "templates/a.yaml", text: "\nkind: A\r\n" },
  ]);
});
