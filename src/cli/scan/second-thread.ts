import { Worker } from "node:worker_threads";
import type { ScanFacts } from "../../assess/scan/scan-facts.ts";
import type { ScanTarget } from "../../assess/scan/scan-finding.ts";
import type { FilesResult } from "./scan-files.ts";
import type { ThreadAnswer, ThreadData, ThreadOrder } from "./scan-thread.ts";

/** Texts are garbage as soon as they are scanned: more room for young objects is only more memory. */
const YOUNG_MB = 4;

/** Another thread that scans files; it must be ended. */
export interface SecondThread {
  /** Scans a batch; rejects when the thread has failed. */
  scan(files: readonly string[]): Promise<FilesResult>;
  end(): Promise<void>;
}

export function startSecondThread(facts: ScanFacts, target: ScanTarget): SecondThread {
  const data: ThreadData = {
    target,
    records: {
      apis: facts.apis(),
      "config-apis": facts["config-apis"](),
      "addon-apis": facts["addon-apis"](),
      addons: facts.addons(),
    },
  };
  // Compiled or not: the file beside this one is called like this one.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`scan-thread.${extension}`, import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const waiting = new Map<number, PromiseWithResolvers<FilesResult>>();
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on("message", ({ id, result }: ThreadAnswer) => {
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  worker.on("error", (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => fail(new Error("the scan's second thread has ended")));
  let lastId = 0;
  return {
    scan: (files) => {
      if (failure !== undefined) return Promise.reject(failure);
      const order: ThreadOrder = { id: (lastId += 1), files };
      const answer = Promise.withResolvers<FilesResult>();
      waiting.set(order.id, answer);
      worker.postMessage(order, []);
      return answer.promise;
    },
    end: async () => void (await worker.terminate()),
  };
}
