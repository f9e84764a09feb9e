/**
 * The second thread of a large scan: scans the files that it is sent, on a core of its own. Started
 * by `second-thread.ts` and imported by nobody; it ends when that tells it to.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { ScanTarget } from "../../assess/scan/scan-finding.ts";
import type { ScanFacts } from "../../assess/scan/scan-facts.ts";
import { scanFiles, type FilesResult } from "./scan-files.ts";
import { scanningFor } from "./scanning.ts";

/** What it is started with. */
export interface ThreadData {
  readonly target: ScanTarget;
  /** Records that the first thread has read and checked: this one loads neither them nor their schemas. */
  readonly records: { readonly [Kind in keyof ScanFacts]: ReturnType<ScanFacts[Kind]> };
}

/** A batch of files, and what comes back for it. */
export interface ThreadOrder {
  readonly id: number;
  readonly files: readonly string[];
}
export interface ThreadAnswer {
  readonly id: number;
  readonly result: FilesResult;
}

// What `second-thread.ts` of the same version sends.
const { target, records } = workerData as ThreadData;
const facts: ScanFacts = {
  apis: () => records.apis,
  "config-apis": () => records["config-apis"],
  "addon-apis": () => records["addon-apis"],
  addons: () => records.addons,
};
const scanning = scanningFor(facts, target);
parentPort?.on("message", ({ id, files }: ThreadOrder) => {
  void scanFiles(files, scanning).then((result) => {
    const answer: ThreadAnswer = { id, result };
    parentPort?.postMessage(answer, []);
  });
});
