import * as z from "zod";
import type { Data } from "../model/data.ts";
import type { AddonView } from "../ports/addon-port.ts";
import type { BackupView, RestoreView } from "../ports/backup-port.ts";
import type { ObjectAnswer, PageAnswer, TextAnswer } from "../ports/api-reader.ts";
import type {
  AttachmentView,
  BudgetView,
  CordonAnswer,
  EvictAnswer,
  NodeView,
  PodView,
  WorkloadView,
} from "../ports/cluster-port.ts";
import type { ProviderView, StartAnswer } from "../ports/provider-port.ts";
import { faultSchema } from "./fault.ts";
import type { Ledger } from "./ledger.ts";

const text = z.string().min(1);
const nothing = z.strictObject({});
const pod = z.strictObject({ namespace: text, name: text, uid: text });
const addonMove = z.strictObject({
  addon: text,
  part: z.enum(["whole", "control-plane", "proxies"]),
  to: text,
  workloads: z.array(text).optional(),
  owner: z.string(),
});
const readTarget = { resource: z.string(), group: z.string(), path: text };

/** Everything that a simulated cluster can be asked, with what must be told. */
export const requestSchemas = {
  observe: nothing,
  startControlPlaneUpgrade: z.strictObject({ to: text, token: z.string() }),
  startPoolUpgrade: z.strictObject({ pool: text, to: text, token: z.string() }),
  ensureNodes: z.strictObject({
    pool: text,
    version: text,
    count: z.int().min(0),
    token: z.string(),
  }),
  removeNode: z.strictObject({ pool: text, node: text, token: z.string() }),
  identity: nothing,
  readiness: nothing,
  nodes: nothing,
  pods: z.strictObject({ node: text.optional() }),
  budgets: nothing,
  workloads: nothing,
  avoid: z.strictObject({ node: text, on: z.boolean() }),
  cordon: z.strictObject({ node: text, owner: text }),
  uncordon: z.strictObject({ node: text, owner: text }),
  attachments: nothing,
  quarantine: z.strictObject({
    node: text,
    mark: z.strictObject({
      owner: text,
      reason: z.string(),
      atMs: z.number(),
      tries: z.int().min(1),
    }),
  }),
  release: z.strictObject({ node: text, owner: text }),
  evict: pod,
  deletePod: pod,
  observeAddon: z.strictObject({ addon: text }),
  upgradeCrds: z.strictObject({ addon: text, to: text, owner: z.string() }),
  upgradeAddon: addonMove,
  rollBackAddon: addonMove,
  listBackups: nothing,
  beginBackup: z.strictObject({ token: text, owner: z.string() }),
  proveBackup: z.strictObject({ backup: text }),
  restoreBackup: z.strictObject({ backup: text, token: text }),
  findRestore: z.strictObject({ token: text }),
  readList: z.strictObject({
    ...readTarget,
    limit: z.int().min(1),
    next: z.string().optional(),
    fieldSelector: z.string().optional(),
    labelSelector: z.string().optional(),
    metadataOnly: z.boolean().optional(),
  }),
  readObject: z.strictObject(readTarget),
  readText: z.strictObject(readTarget),
  break: z.strictObject({ fault: faultSchema }),
  repair: z.strictObject({ name: text }),
  ledger: nothing,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type RequestKind = keyof typeof requestSchemas;

export type Requests = {
  readonly [Kind in RequestKind]: Data<(typeof requestSchemas)[Kind]>;
};

/** What each request is answered with, when it is answered. */
export interface Answers {
  readonly observe: ProviderView;
  readonly startControlPlaneUpgrade: StartAnswer;
  readonly startPoolUpgrade: StartAnswer;
  readonly ensureNodes: StartAnswer;
  readonly removeNode: StartAnswer;
  readonly identity: string;
  readonly readiness: { readonly ready: boolean; readonly message: string };
  readonly nodes: readonly NodeView[];
  readonly pods: readonly PodView[];
  readonly budgets: readonly BudgetView[];
  readonly workloads: readonly WorkloadView[];
  readonly avoid: null;
  readonly cordon: CordonAnswer;
  readonly uncordon: null;
  readonly attachments: readonly AttachmentView[];
  readonly quarantine: null;
  readonly release: null;
  readonly evict: EvictAnswer;
  readonly deletePod: null;
  /** Null when there is none of the name: the answer goes through JSON. */
  readonly observeAddon: AddonView | null;
  readonly upgradeCrds: StartAnswer;
  readonly upgradeAddon: StartAnswer;
  readonly rollBackAddon: StartAnswer;
  readonly listBackups: readonly BackupView[];
  readonly beginBackup: StartAnswer;
  readonly proveBackup: StartAnswer;
  readonly restoreBackup: StartAnswer;
  /** Null when there is none of the token. */
  readonly findRestore: RestoreView | null;
  readonly readList: PageAnswer;
  readonly readObject: ObjectAnswer;
  readonly readText: TextAnswer;
  readonly break: null;
  /** Whether there was a fault of that name. */
  readonly repair: boolean;
  readonly ledger: Ledger;
}

/** An error is what the ports throw as a `PortError`. */
export type Answered<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | {
      readonly kind: "error";
      readonly class: "transient" | "terminal";
      readonly message: string;
    };
