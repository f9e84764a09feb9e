/** `1.34` of `1.34.4`; the text itself when it is not a version. */
export function minorOf(text: string): string {
  const match = /^v?(\d+)\.(\d+)/.exec(text);
  return match === null ? text : `${match[1]}.${match[2]}`;
}

/** The number of the minor: 34 of `1.34.4`, NaN when the text is not a version. */
export function minorNumber(text: string): number {
  return Number(/^v?\d+\.(\d+)/.exec(text)?.[1] ?? Number.NaN);
}
