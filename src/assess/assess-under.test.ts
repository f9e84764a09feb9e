import * as fc from "fast-check";
import { expect, it } from "vitest";
import { strategySchema, type Strategy } from "../model/rollout.ts";
import { anyRequest } from "./any-request.fixture.ts";
import { assess, assessUnder } from "./assess.ts";
import { volume, cleanFacts, requestOf, seen, snapshotOf } from "./clean-snapshot.fixture.ts";

const strategies: readonly (Strategy | undefined)[] = [undefined, ...strategySchema.options];

it("whoever asks for one strategy after another is told what each alone would be, without what is well", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const under = assessUnder(request);
      for (const strategy of strategies) {
        const alone = assess({ ...request, strategy }).filter(
          ({ level, records }) =>
            (level !== "Passed" && level !== "Not applicable") || records.length > 0,
        );
        const together = under(strategy).filter(({ level }) => level !== "Not applicable");
        expect(together).toEqual(alone);
      }
    }),
    { numRuns: 60 },
  );
});

it("a strategy changes what is said of the drain", () => {
  const facts = cleanFacts({ volumes: seen(volume("data", { hosts: ["n1"] })) });
  const under = assessUnder(requestOf(snapshotOf(facts)));
  const levelsOf = (strategy: Strategy): readonly string[] =>
    under(strategy)
      .filter(({ check }) => check === "local-volume")
      .map(({ level }) => level);
  expect([levelsOf("rolling"), levelsOf("in-place"), levelsOf("canary")]).toEqual([
    ["Blocks"],
    ["Will disturb"],
    [],
  ]);
});
