/** A piece of a template: text as it stands, or what stands between `{{` and `}}`. */
export type Part =
  | { readonly is: "text"; readonly at: number; readonly text: string }
  | { readonly is: "action"; readonly at: number; readonly code: string };

/** Undefined when an action is never closed. */
export function templateParts(text: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let [from, trimNext] = [0, false];
  const push = (end: number, trimEnd: boolean): void => {
    const piece = text.slice(from, end);
    const start = trimNext ? piece.length - piece.trimStart().length : 0;
    const kept = trimEnd ? piece.slice(start).trimEnd() : piece.slice(start);
    if (kept !== "") parts.push({ is: "text", at: from + start, text: kept });
  };
  for (let open = text.indexOf("{{"); open !== -1; open = text.indexOf("{{", from)) {
    const close = actionEnd(text, open + 2);
    if (close === undefined) return undefined;
    const trimBefore = /^-\s/.test(text.slice(open + 2, open + 4));
    const trimAfter = /\s-$/.test(text.slice(close - 2, close));
    push(open, trimBefore);
    const code = text.slice(open + 2 + Number(trimBefore), close - Number(trimAfter)).trim();
    if (!code.startsWith("/*")) parts.push({ is: "action", at: open, code });
    from = close + 2;
    trimNext = trimAfter;
  }
  push(text.length, false);
  return parts;
}

/** Where `}}` closes an action, outside of its strings and comments. */
function actionEnd(text: string, from: number): number | undefined {
  const comment = /^-?\s*\/\*/.exec(text.slice(from, from + 20));
  if (comment !== null) {
    const end = text.indexOf("*/", from);
    const close = end === -1 ? -1 : text.indexOf("}}", end);
    return close === -1 ? undefined : close;
  }
  const stop = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|\}\}/g;
  stop.lastIndex = from;
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    if (match[0] === "}}") return match.index;
  }
  return undefined;
}
