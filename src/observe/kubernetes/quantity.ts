const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity of Kubernetes (`250m`, `1.5Gi`, `2e3`) as a number; 0 for what is none. */
export function quantity(text: string | number | undefined): number {
  if (typeof text !== "string") return text ?? 0;
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text.trim());
  const factor = SUFFIXES[match?.[2] ?? "none"];
  const number = Number(match?.[1]);
  return factor === undefined || Number.isNaN(number) ? 0 : number * factor;
}

/** Thousandths of a CPU that there are: what is left of one is of no use. */
export function cpuMillis(text: string | number | undefined): number {
  return Math.max(0, Math.floor(exact(quantity(text) * 1_000)));
}

/** MiB that there are, likewise. */
export function memoryMi(text: string | number | undefined): number {
  return Math.max(0, Math.floor(exact(quantity(text) / 2 ** 20)));
}

/** What is asked for is rounded up, as the scheduler does; never below 0. */
export function ceiling(number: number): number {
  return Math.max(0, Math.ceil(exact(number)));
}

/** 0.1 cores are 100 thousandths, and not 100.00000000000001. */
function exact(number: number): number {
  return Math.round(number * 1e6) / 1e6;
}
