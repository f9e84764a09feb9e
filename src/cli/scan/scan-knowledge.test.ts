import { expect, it } from "vitest";
import { object, scanFolder } from "./scan-folder.fixture.ts";
import { scanIn } from "./scan-in.fixture.ts";

const folder = scanFolder();
const scan = scanIn(folder);

const facts = `apiVersion: fleetlift.dev/v1alpha1
kind: Knowledge
metadata: { name: ours }
spec:
  sources:
    - { id: ours, kind: document, title: our own notes, readOn: 2026-11-20 }
  records:
    apis:
      - id: apis/shop.example.com/v1beta1/Basket
        group: shop.example.com
        version: v1beta1
        kind: Basket
        stability: beta
        served: resource
        introduced: "1.30"
        removed: "1.36"
        replacement: { group: shop.example.com, version: v1, kind: Basket }
        changes: spec.items is spec.lines
        sources: [ours]
      - id: apis/shop.example.com/v1/Basket
        group: shop.example.com
        version: v1
        kind: Basket
        stability: ga
        served: resource
        introduced: "1.34"
        sources: [ours]
`;

folder.write({
  "facts.yaml": facts,
  "none.yaml": object("v1", "ConfigMap", "web"),
  "in/a.yaml": object("shop.example.com/v1beta1", "Basket", "till"),
});
const ours = ["--target", "1.36", "--knowledge", folder.at("facts.yaml")];

it("finds what users know to be removed, and says whose word that is", async () => {
  expect(await scan("in/", "--target", "1.36")).toMatchObject({ code: 0 });
  const { code, out } = await scan("in/", ...ours);
  expect(code).toBe(5);
  expect(out).toContain(
    "shop.example.com/v1beta1 Basket   removed in 1.36; use shop.example.com/v1 Basket (since 1.34), says facts.yaml\n    changes: spec.items is spec.lines\n",
  );
});

it.each([
  ["json", '"origin": {\n        "from": "facts.yaml"\n      }'],
  ["yaml", "origin:\n      from: facts.yaml\n"],
  ["wide", "apis/shop.example.com/v1beta1/Basket (facts.yaml)"],
  ["sarif", '"recordFrom": "facts.yaml"'],
  ["junit", "(since 1.34), says facts.yaml"],
  ["github", "(since 1.34), says facts.yaml"],
])("marks it in -o %s", async (format, marked) => {
  const { out } = await scan("in/", ...ours, "-o", format);
  expect(out).toContain(marked);
});

it("asks users' records too whether the replacement is there already", async () => {
  const { out } = await scan("in/", ...ours, "--current", "1.33");
  expect(out).toContain("REPLACEMENT NOT SERVED by 1.33 yet");
});

it("gives users' records to the second thread", async () => {
  const many = Array.from({ length: 700 }, (_, index) => [
    `many/${index}.yaml`,
    object("shop.example.com/v1beta1", "Basket", `till-${index}`),
  ]);
  folder.write(Object.fromEntries(many));
  const { err } = await scan("many/", ...ours);
  expect(err).toContain("700 findings for 1.36: 700 removed; 700 objects read in 700 files");
});

it("refuses a file that is wrong or holds no facts, and names it", async () => {
  const { code, err } = await scan("in/", "--knowledge", folder.at("in/a.yaml"));
  expect(code).toBe(2);
  expect(err).toContain("in/a.yaml");
  folder.write({
    "fleet.yaml":
      "apiVersion: fleetlift.dev/v1alpha1\nkind: Fleet\nmetadata: {name: x}\nspec: {clusters: []}\n",
  });
  expect(await scan("in/", "--knowledge", folder.at("fleet.yaml"))).toMatchObject({ code: 2 });
  folder.write({ "torn.yaml": facts.replace("kind: Basket", "kinds: Basket") });
  const torn = await scan("in/", "--knowledge", folder.at("torn.yaml"));
  expect(torn.code).toBe(2);
  expect(torn.err).toContain("torn.yaml:");
});
