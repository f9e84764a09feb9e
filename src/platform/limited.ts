/** Runs one task as soon as fewer than the limit are running. */
export type Enter = <T>(task: () => Promise<T>) => Promise<T>;

/** Lets at most `max` tasks run at a time, first come first served. */
export function limited(max: number): Enter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The place is handed on, not given back: nobody can slip in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
