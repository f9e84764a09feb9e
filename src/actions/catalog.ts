import type { Action } from "./action.ts";
import { addonRollback } from "./addon-rollback/addon-rollback.ts";
import { addonUpgrade } from "./addon-upgrade/addon-upgrade.ts";
import { backupEtcd } from "./backup-etcd/backup-etcd.ts";
import { backupRestore } from "./backup-restore/backup-restore.ts";
import { controlPlaneUpgrade } from "./control-plane-upgrade/control-plane-upgrade.ts";
import { healthBaseline } from "./health-baseline/health-baseline.ts";
import { healthCheck } from "./health-check/health-check.ts";
import { http } from "./http/http.ts";
import { nodePoolRoll } from "./node-pool-roll/node-pool-roll.ts";
import { notify } from "./notify/notify.ts";
import { wait } from "./wait/wait.ts";

/** Every action that this build knows, by the name that workflows use. */
export const actionCatalog: ReadonlyMap<string, Action> = new Map(
  [
    controlPlaneUpgrade,
    nodePoolRoll,
    addonUpgrade,
    addonRollback,
    backupEtcd,
    backupRestore,
    healthBaseline,
    healthCheck,
    http,
    notify,
    wait,
  ].map((action) => [action.spec.name, action]),
);
