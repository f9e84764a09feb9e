import { anchorSchema, type Anchor } from "../../audit/anchor.ts";
import { canonicalJson } from "../../model/hash.ts";
import { PortError } from "../../ports/port-error.ts";

/** The anchors of a text with one JSON object a line; a last line that was cut off is passed over. */
export function readAnchorLines(text: string, where: string): readonly Anchor[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = anchorSchema.safeParse(jsonOf(line));
    if (parsed.success) return [parsed.data];
    throw new PortError("terminal", `line ${index + 1} of ${where} is no anchor of fleetlift`);
  });
}

/** The anchors of a file for who verifies: a last line counts too when it is whole, and is told of when it is not. */
export function readWholeAnchors(
  text: string,
  where: string,
): { readonly anchors: readonly Anchor[]; readonly isTorn: boolean } {
  const last = text.slice(text.lastIndexOf("\n") + 1);
  const isTorn = last.trim() !== "" && !anchorSchema.safeParse(jsonOf(last)).success;
  return { anchors: readAnchorLines(isTorn ? text : `${text}\n`, where), isTorn };
}

/** The lines of those that are not there yet; throws a terminal `PortError` for one that is there with other content. */
export function newAnchorLines(
  anchors: readonly Anchor[],
  there: readonly Anchor[],
  where: string,
): readonly string[] {
  const known = new Map(there.map((anchor) => [anchor.seq, canonicalJson(anchor)]));
  return anchors.flatMap((anchor) => {
    const line = canonicalJson(anchor);
    const kept = known.get(anchor.seq);
    if (kept === undefined) return [line];
    if (kept === line) return [];
    throw new PortError(
      "terminal",
      `${where} has another anchor ${anchor.seq}: it is of another installation, or the records were put back to an earlier time; name another place`,
    );
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
