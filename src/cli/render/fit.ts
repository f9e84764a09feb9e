const DOTS = "...";

/** The text, cut with dots where it is longer than `width`. */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= DOTS.length ? text.slice(0, width) : text.slice(0, width - DOTS.length) + DOTS;
}

/** The text in lines of at most `width`, broken at spaces; what does not fit in `most` lines is cut with dots. */
export function wrap(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width && lines.length < most - 1) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, fit(rest, width)];
}
