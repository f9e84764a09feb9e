import path from "node:path";
import type { PinnedPacks } from "../actions/pinned-actions.ts";
import { openScriptTools } from "../actions/scripted/script-tools.ts";
import { sha256, shortHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import { bundledPacks } from "../packs/bundled-packs.ts";
import { openPackStore, type PackStore } from "../packs/pack-store.ts";
import { pinnedPacksIn } from "../packs/pinned-packs.ts";
import { planWithPacks, type Planning } from "../packs/plan-with-packs.ts";
import { endStrays } from "../platform/bounded-process.ts";

/** The packs of a data directory, for a server. */
export interface ServerPacks {
  readonly store: PackStore;
  readonly pinned: PinnedPacks;
  /** What new plans are made from: asked anew for each, since packs are installed meanwhile. */
  planning(): Planning;
  /** Keeps what a plan pins and needs when it runs: what comes with this build is gone with the next. */
  keep(plan: Pick<Plan, "packs">): void;
  /** Ends programs that an earlier server left behind. Only for who holds the data directory. */
  endStrays(): void;
  /** Ends programs that still run. */
  close(): void;
}

/** Where the packs of a data directory are kept. */
export const packFolder = (dataDir: string): string => path.join(dataDir, "packs");

export function openPacks(dataDir: string): ServerPacks {
  const owner = `server-${shortHash(sha256(path.resolve(dataDir)))}`;
  const closing = new AbortController();
  const tools = openScriptTools(owner, closing.signal);
  const store = openPackStore(packFolder(dataDir));
  let last: { readonly key: string; readonly planning: Planning } | undefined;
  return {
    store,
    pinned: pinnedPacksIn(store, tools),
    planning: () => {
      const packs = store.inForce();
      const key = packs.map(({ hash }) => hash).join(" ");
      // Facts that are the same object are read once.
      if (last?.key !== key) last = { key, planning: planWithPacks(packs, tools) };
      return last.planning;
    },
    keep: ({ packs = [] }) => {
      const pinned = new Set(packs.map(({ hash }) => hash));
      for (const pack of bundledPacks()) {
        if (pinned.has(pack.hash) && pack.actions.length > 0) store.keep(pack);
      }
    },
    endStrays: () => endStrays(owner),
    close: () => closing.abort(),
  };
}
