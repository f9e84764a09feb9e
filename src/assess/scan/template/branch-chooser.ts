/**
 * Says which way to go where a template's condition is not known, so that run after run every way is
 * gone once. Owns how often each way was gone; within a run, conditions of the same words go the same way.
 */
import type { Branch } from "./template-tree.ts";

interface Gone {
  yes: number;
  no: number;
}

export interface BranchChooser {
  readonly choose: (branch: Branch, code: string) => boolean;
  /** Begins the next run; false when every way that was met has been gone. */
  readonly next: () => boolean;
}

export function branchChooser(): BranchChooser {
  const gone = new Map<Branch, Gone>();
  let thisRun = new Map<string, boolean>();
  return {
    choose: (branch, code) => {
      const ways = gone.get(branch) ?? { yes: 0, no: 0 };
      gone.set(branch, ways);
      const is = thisRun.get(code) ?? ways.yes <= ways.no;
      thisRun.set(code, is);
      if (is) ways.yes += 1;
      else ways.no += 1;
      return is;
    },
    next: () => {
      thisRun = new Map();
      return [...gone.values()].some(({ yes, no }) => yes === 0 || no === 0);
    },
  };
}
