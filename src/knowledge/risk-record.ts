import * as z from "zod";
import type { Data } from "../model/data.ts";
import type { Provider } from "../model/fleet.ts";
import { common, idOf, urlSchema, wordsSchema } from "./record-parts.ts";

const PROVIDERS = [
  "world",
  "lab",
  "eks",
  "gke",
  "aks",
  "cluster-api",
  "openshift",
  "kubeadm",
] as const satisfies readonly Provider["kind"][];

/** The rules that are evaluated; every other type goes to the next rule (semantics 4). */
export const RULE_TYPES = ["CEL", "PromQL", "Always"] as const;

/** Loose, because a rule of a type that is not known may have any fields; `checkRisk` looks at the known ones. */
const matchingRuleSchema = z
  .looseObject({
    type: wordsSchema.describe("CEL, PromQL or Always; a rule of another type is passed over."),
    cel: wordsSchema
      .optional()
      .describe("Over facts, cluster and target: true or false, or a list of what it concerns."),
    promql: wordsSchema
      .optional()
      .describe("One sample: 1 where the cluster is concerned, 0 where it is not."),
  })
  .describe("How it is found out whether a cluster is concerned.");

const TO_WORDS =
  'expected a minor, like "1.24", a release, like "1.24.3", or a range of them, like "1.24.0 - 1.24.3"';
const RELEASE = String.raw`\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?`;

/** The three forms of `to`; see docs/knowledge.md. */
export const TO_FORM = new RegExp(
  String.raw`^(?:(?<minor>\d+\.\d+)|(?<first>${RELEASE})(?: - (?<last>${RELEASE}))?)$`,
);

/**
 * A risk of going to a version (Cincinnati's conditional updates). Its name is what is accepted, and
 * is never used again for another risk.
 */
export const riskSchema = z.strictObject({
  id: idOf("risks"),
  name: z
    .string()
    .regex(/^[A-Z][A-Za-z0-9]*$/, "expected a name in PascalCase, like DockershimRemoved")
    .describe("Unique for ever: what is accepted. The id is risks/NAME."),
  from: wordsSchema
    .max(200)
    .describe("A regular expression of the whole version that a cluster is at, like 1[.]23[.].*"),
  to: z
    .string({ error: TO_WORDS })
    .regex(TO_FORM, TO_WORDS)
    .describe("The minor that brings it, or the releases that have it."),
  fixedIn: wordsSchema
    .optional()
    .describe("The release that is without it. For people: it filters nothing."),
  providers: z
    .array(z.enum(PROVIDERS))
    .min(1)
    .optional()
    .describe("Only clusters of these providers; left out, of all."),
  level: z.enum(["Blocks", "Will disturb", "Needs a decision"]).describe("When a rule says yes."),
  breaking: z.boolean().describe("Whether something is broken for sure when a rule says yes."),
  message: wordsSchema.describe("What happens, and why it matters."),
  help: wordsSchema.describe("What mends it."),
  url: urlSchema,
  behaviour: wordsSchema
    .optional()
    .describe("Id of the change of behaviour of which it is the rule."),
  lookFor: z
    .array(wordsSchema)
    .optional()
    .describe("What a person looks for where no rule can tell; left out, what the change says."),
  matchingRules: z
    .array(matchingRuleSchema)
    .describe("In order: the first that can be evaluated decides; with none it is not checked."),
  ...common,
});

export type MatchingRule = Data<typeof matchingRuleSchema>;
