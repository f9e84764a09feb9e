import { expect, it } from "vitest";
import type { Finding } from "../model/finding.ts";
import { foldConcerns } from "./concerns.ts";

function finding(
  cluster: string,
  check: string,
  level: Finding["level"],
  more: Partial<Finding> = {},
): Finding {
  return {
    id: `${check}/x`,
    check,
    level,
    cluster,
    object: "Pod shop/x",
    evidence: [],
    why: `${check} of ${cluster}`,
    help: "mend it",
    breaking: false,
    records: [],
    ...more,
  };
}

const accepted = { accepted: { by: "ana", reason: "known", until: "2027-01-31" } };

it("folds what one check found in many clusters, worst level first", () => {
  const folded = foldConcerns([
    finding("b", "bare-pod", "Will disturb"),
    finding("a", "bare-pod", "Will disturb", accepted),
    finding("a", "removed-api", "Blocks", accepted),
    finding("a", "bad-budget", "Blocks"),
    finding("a", "headroom", "Not checked"),
    finding("a", "skew", "Passed"),
    finding("a", "volumes", "Not applicable"),
  ]);
  expect(folded.map(({ level, check, clusters, accepted: all }) => [level, check, clusters, all]))
    .toMatchInlineSnapshot(`
      [
        [
          "Blocks",
          "bad-budget",
          [
            "a",
          ],
          false,
        ],
        [
          "Blocks",
          "removed-api",
          [
            "a",
          ],
          true,
        ],
        [
          "Will disturb",
          "bare-pod",
          [
            "a",
            "b",
          ],
          false,
        ],
        [
          "Not checked",
          "headroom",
          [
            "a",
          ],
          false,
        ],
      ]
    `);
});

it("names some objects and counts all", () => {
  const many = Array.from({ length: 7 }, (_, index) =>
    finding("a", "bare-pod", "Will disturb", { object: `Pod shop/x-${index}` }),
  );
  const [concern] = foldConcerns(many);
  expect([concern?.count, concern?.objects.length, concern?.objects[0]]).toEqual([
    7,
    5,
    "a: Pod shop/x-0",
  ]);
});
