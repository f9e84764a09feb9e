import type { Facts } from "../../knowledge/knowledge.ts";

/** The kinds of records that a scan of a text looks at. */
export type ScanFacts = Pick<Facts, "apis" | "config-apis" | "addon-apis" | "addons">;
