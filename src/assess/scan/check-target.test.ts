import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import { newestMinor } from "../../knowledge/look-up.ts";
import { checkScanTarget } from "./check-target.ts";

it("lets a target pass of which the removals are stated", () => {
  expect(checkScanTarget(knowledge, { target: newestMinor(knowledge) })).toBeUndefined();
  expect(checkScanTarget(knowledge, { target: "1.25", current: "1.21" })).toBeUndefined();
  expect(checkScanTarget(knowledge, { target: "1.25.3" })).toBeUndefined();
});

it.each([
  [{ target: "1.99" }, "newer than what is known"],
  [{ target: "1.38" }, "newer than what is known"],
  [{ target: "1.9" }, "older than what is known"],
  [{ target: "latest" }, "is not a version of Kubernetes"],
  [{ target: "2.0" }, "is not a version of Kubernetes"],
  [{ target: "1.30", current: "1.31" }, "older than 1.31"],
  [{ target: "1.30", current: "1.99" }, "newer than what is known"],
])("refuses %j in words", (target, words) => {
  expect(checkScanTarget(knowledge, target)?.refused).toContain(words);
});

it("refuses a target behind a minor of which nothing is stated", () => {
  const facts = {
    ...knowledge,
    releases: () =>
      knowledge.releases().map((each) => {
        return each.minor === "1.30" ? { ...each, removedApis: undefined } : each;
      }),
  };
  expect(checkScanTarget(facts, { target: "1.29" })).toBeUndefined();
  expect(checkScanTarget(facts, { target: "1.31" })?.refused).toContain("1.30");
});
