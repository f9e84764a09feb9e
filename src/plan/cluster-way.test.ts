import { expect, it } from "vitest";
import { wayAlong } from "./cluster-way.ts";
import { snapshot } from "./snapshot.fixture.ts";

it("a search that gave up is told as that, and not as a way that there is not", () => {
  const path = { kind: "gave-up", states: 5, why: "the search for a way gave up" } as const;
  expect(wayAlong(path, "shop", snapshot("1.35.4"))).toMatchObject({
    leftOut: {
      name: "shop",
      kind: "blocked",
      why: "the search for a way gave up",
      help: "name the versions of its add-ons in spec.target.addons",
    },
  });
});
