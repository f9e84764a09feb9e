import { expect, it } from "vitest";
import { renderObjects, type Look } from "./output.ts";

interface Thing {
  readonly name: string;
  readonly size: number;
}

const look: Look<Thing> = {
  kind: "things",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "size", value: ({ size }) => String(size), wide: true },
  ],
};
const things: readonly Thing[] = [
  { name: "a", size: 1 },
  { name: "b", size: 2 },
];

it.each([
  ["table", "NAME\na\nb\n"],
  ["wide", "NAME   SIZE\na      1\nb      2\n"],
  ["name", "things/a\nthings/b\n"],
  [
    "yaml",
    "apiVersion: fleetlift.dev/v1alpha1\nkind: List\nitems:\n  - name: a\n    size: 1\n  - name: b\n    size: 2\n",
  ],
] as const)("prints objects as %s", async (format, text) => {
  expect(await renderObjects(look, things, format, false)).toBe(text);
});

it("prints a list of objects as JSON, and one that was asked for by name alone", async () => {
  expect(JSON.parse(await renderObjects(look, things, "json", false))).toEqual({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "List",
    items: things,
  });
  expect(JSON.parse(await renderObjects(look, things.slice(0, 1), "json", true))).toEqual(
    things[0],
  );
});
