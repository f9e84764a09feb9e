/** A number as people read it: at most four digits that count, no exponent where it can be helped. */
export function numberWords(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}
