import { removedApis } from "../../knowledge/look-up.ts";
import type { Check, Draft } from "../check.ts";
import { noHop } from "./no-hop.ts";

/** What the knowledge does not say of the way. */
export const knowledgeOfTheWay: Check = {
  name: "knowledge-of-the-way",
  sees: "minors on the way of which it is not known what they remove, or which are not released",
  levels: ["Not checked"],
  peers: [],
  reads: [],
  notHere: noHop,
  find: ({ facts, from, to, hops }) => {
    const { unstated } = removedApis(facts, { from, to });
    const records = new Map(facts.releases().map((record) => [record.minor, record]));
    return hops.flatMap((minor): readonly Draft[] => {
      const record = records.get(minor);
      if (unstated.includes(minor)) {
        return [
          {
            level: "Not checked",
            object: `Kubernetes ${minor}`,
            evidence: [],
            why: "what it removes and changes is not known here, so nothing on this hop has passed",
            help: "use a newer fleetlift, or add records with a knowledge file",
            hop: minor,
          },
        ];
      }
      if (record?.releasedOn !== undefined) return [];
      return [
        {
          level: "Not checked",
          object: `Kubernetes ${minor}`,
          evidence: [],
          why: "it was not released when the knowledge was made: what it removes is only planned",
          help: "use a newer fleetlift when it is released",
          hop: minor,
          records: record === undefined ? [] : [record],
        },
      ];
    });
  },
};
