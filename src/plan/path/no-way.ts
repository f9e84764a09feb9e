import { minorOf } from "../../model/version.ts";
import type { Instance, Relaxation } from "./search/instance.ts";
import { explain, type Closed } from "./search/explain.ts";
import type { PathProblem } from "./path-problem.ts";

/** A group that has no way, in words: what closes it, and what would open it. */
export function noWay(group: Instance, to: string, limit: number): PathProblem {
  const closed = explain(group, limit);
  const { constraints, irreducible } = closed;
  const doubt = irreducible
    ? ""
    : `; not all of these may be needed: the search for fewer gave up after ${limit} states`;
  const said = constraints.map(({ words }) => words).join("; ");
  return {
    rule: "no-way",
    why: `no way to ${minorOf(to)}: ${said}${doubt}`,
    help: [...openings(closed), ...others(group, to)].join(", or "),
    constraints,
    relaxations: relaxationsOf(closed),
  };
}

/** The smallest set of what somebody could let be, as one way out. */
function openings(closed: Closed): readonly string[] {
  const each = relaxationsOf(closed);
  const risks = each.flatMap((one) => (one.kind === "accept-risk" ? [one.name] : []));
  const words = [
    ...(risks.length === 0
      ? []
      : [`accept ${risks.length === 1 ? "the risk" : "the risks"} ${risks.join(", ")}`]),
    ...each.flatMap((one) => otherWords(one)),
  ];
  return words.length === 0 ? [] : [words.join(" and ")];
}

function otherWords(relaxation: Relaxation): readonly string[] {
  switch (relaxation.kind) {
    case "accept-risk":
      return [];
    case "let-move":
      return [`let ${relaxation.addon} move (target.addons says keep)`];
    case "other-target":
      return [`choose another version of ${relaxation.addon} in target.addons`];
  }
}

function relaxationsOf({ opens }: Closed): readonly Relaxation[] {
  return opens.map(({ relaxation }) => relaxation).filter((each) => each !== undefined);
}

const OTHER_HELP = {
  addon: [],
  pools: ["replace those nodes by hand, then plan again"],
  "self-driven": [
    "let its autoscaler bring those nodes to the control plane's version, then plan again",
  ],
  provider: ["choose a target that the provider still supports"],
} as const;

/** What opens the way besides. */
function others({ parts }: Instance, to: string): readonly string[] {
  const addons = parts.flatMap(({ subject, beside }) =>
    subject.kind === "addon" && subject.part !== "proxies"
      ? [{ name: subject.addon, ends: beside.at(-1) }]
      : [],
  );
  const unsupported = addons.filter(({ ends }) => ends?.every((verdict) => verdict !== undefined));
  return [
    ...unsupported.map(
      ({ name }) => `add a record of a newer ${name} that supports ${minorOf(to)} to the knowledge`,
    ),
    ...(addons.length === 0
      ? []
      : ["choose blue-green for this cluster: the second one starts at the target"]),
    ...parts.flatMap(({ subject }) => OTHER_HELP[subject.kind]),
  ];
}
