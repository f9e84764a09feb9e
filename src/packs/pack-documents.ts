import { checkDocumentSchema, packSchema } from "../model/pack.ts";
import { packActionSchema } from "../model/pack-action.ts";
import { packTestSchema } from "../model/pack-test.ts";
import { knowledgeDocumentKind } from "../knowledge/knowledge-document.ts";
import { documentKinds, type DocumentKinds } from "../spec/document-kinds.ts";
import { checkCheck } from "./check-check.ts";
import { checkPackAction } from "./check-pack-action.ts";
import { checkPackHead } from "./check-pack-head.ts";

/** What the files of a pack hold, by the folder in which they are. */
export const packKinds = {
  pack: { Pack: { schema: packSchema, check: checkPackHead } },
  workflows: { Workflow: documentKinds.Workflow },
  actions: { Action: { schema: packActionSchema, check: checkPackAction } },
  checks: { Check: { schema: checkDocumentSchema, check: checkCheck } },
  knowledge: { Knowledge: knowledgeDocumentKind },
  tests: { PackTest: { schema: packTestSchema, check: () => [] } },
} as const satisfies Readonly<Record<string, DocumentKinds>>;

export type PackFolder = Exclude<keyof typeof packKinds, "pack">;

/** The folders of a pack in which documents are looked for; others hold what these use. */
export const PACK_FOLDERS: readonly PackFolder[] = [
  "workflows",
  "actions",
  "checks",
  "knowledge",
  "tests",
];
