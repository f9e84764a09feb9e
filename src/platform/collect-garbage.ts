import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * Gives back what is not used any more, now. V8 lets its heap grow as long as the machine has
 * memory; whoever reads hundreds of megabytes and keeps little of them says so from time to time.
 * It takes some tens of milliseconds, and nothing else goes on meanwhile.
 */
export function collectGarbage(): void {
  collect ??= exposed();
  collect();
}

/** The function that `--expose-gc` gives, without being started so. */
function exposed(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  // Of V8 itself: it takes nothing and returns nothing.
  return typeof gc === "function" ? (gc as () => void) : () => {};
}
