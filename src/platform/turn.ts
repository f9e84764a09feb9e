/** Resolves after everything that could go on without waiting for the outside has gone on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
