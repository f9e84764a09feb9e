import { expect, it } from "vitest";
import { assess } from "../assess.ts";
import { clusterAt, foundIn, inWords, requestOf } from "../clean-snapshot.fixture.ts";
import type { AssessRequest } from "../request.ts";

const DAY = (text: string): number => Date.parse(`${text}T12:00:00Z`);

function request(
  from: string,
  on: string,
  { to, ...other }: Partial<AssessRequest> & { readonly to?: string } = {},
): AssessRequest {
  const target = to === undefined ? {} : { kubernetes: to };
  return requestOf(clusterAt(from, {}, { observedAtMs: DAY(on) }), { target, ...other });
}

const support = (asked: AssessRequest) =>
  foundIn(asked).filter(({ check }) => /support/.test(check));

it("a minor that stays and is out of support, or soon will be, needs a decision", () => {
  expect(inWords(support(request("1.34.4", "2026-11-21")))).toEqual([
    "Needs a decision end-of-support: Kubernetes 1.34",
  ]);
  expect(support(request("1.34.4", "2026-11-21"))[0]?.evidence[0]?.words).toBe(
    "support ended on 2026-10-27, 25 days ago (as of 2026-11-21)",
  );
  expect(support(request("1.35.4", "2026-12-15"))[0]?.evidence[0]?.words).toContain(
    "support ends on 2027-02-28, in 75 days",
  );
  expect(support(request("1.36.4", "2026-11-21"))).toEqual([]);
});

it("one that the way leaves is only told", () => {
  const findings = assess(request("1.34.4", "2026-11-21", { to: "1.36" }));
  expect(findings.find(({ check }) => check === "end-of-support")).toMatchObject({
    level: "Not applicable",
    why: "the way leaves 1.34 (its support ended on 2026-10-27)",
  });
});

it("a target with little support left needs a decision", () => {
  expect(inWords(support(request("1.34.4", "2026-12-15", { to: "1.35" })))).toEqual([
    "Needs a decision target-support: Kubernetes 1.35",
  ]);
});

it("what is not known is not checked", () => {
  expect(inWords(support(request("1.34.4", "2026-11-21", { to: "1.39" })))).toEqual([
    "Not checked target-support: Kubernetes 1.39",
  ]);
  expect(inWords(support(request("1.34.4", "2026-11-21", { provider: "openshift" })))).toEqual([
    "Not checked end-of-support: Kubernetes 1.34",
  ]);
  expect(
    assess(request("1.34.4", "2026-11-21", { to: "1.36", provider: "openshift" })).find(
      ({ check }) => check === "end-of-support",
    )?.why,
  ).toBe("the way leaves 1.34");
});

it("at a provider, what support at a price there is after that is told", () => {
  const why = (from: string, on: string, provider: AssessRequest["provider"]) =>
    support(request(from, on, { provider }))[0]?.why;
  expect(why("1.31.4", "2026-01-01", "eks")).toContain("it is looked after at a price until");
  expect(why("1.23.4", "2026-11-21", "eks")).toContain("the provider may upgrade it by itself");
  expect(why("1.21.4", "2026-11-21", "aks")).toBe("nothing is mended in it any more");
});
