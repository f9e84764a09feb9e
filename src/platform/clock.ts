/** Time as the whole of fleetlift sees it. Everything that waits or dates anything takes one of these. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Resolves after `ms` of this clock's time, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How many of this clock's milliseconds pass in one real one. */
  readonly speed: number;
}

/** A clock that agrees with every other made from the same values, in whatever process. */
export interface ClockScale {
  /** Real epoch milliseconds at which the scaled clock showed `originMs`. */
  readonly realOriginMs: number;
  readonly originMs: number;
  readonly speed: number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) => realSleep(ms, signal),
  speed: 1,
};

/** A clock that runs `speed` times as fast as the system's, from a shared origin. */
export function scaledClock(scale: ClockScale): Clock {
  return {
    nowMs: () => scale.originMs + (Date.now() - scale.realOriginMs) * scale.speed,
    sleep: (ms, signal) => realSleep(ms / scale.speed, signal),
    speed: scale.speed,
  };
}

function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener("abort", done, { once: true });
  });
}
