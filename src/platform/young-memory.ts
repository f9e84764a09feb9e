import { setFlagsFromString } from "node:v8";

/**
 * Keeps the memory for young objects as small as it is at the start. By itself it grows to tens of
 * megabytes, which buys nothing where what is made is garbage at once, as the texts of files are
 * that are read one after the other.
 */
export function keepYoungMemorySmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
