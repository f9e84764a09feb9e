/** What is known of a rendered object, to find where its template makes it. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

interface Part {
  readonly text: string;
  /** From 1, of the part's first line. */
  readonly line: number;
}

/**
 * The line of a template, from 1, that makes the `apiVersion` of an object. A template is no YAML,
 * so this goes by the text: the document (between `---` lines) that names most of the object, and
 * of several that name as much, the one at `ordinal` (from 0). Line 1 when nothing fits.
 */
export function lineInTemplate(template: string, object: RenderedObject, ordinal: number): number {
  const parts = partsOf(template).map((part) => ({ part, fit: fitOf(part.text, object) }));
  const best = Math.max(...parts.map(({ fit }) => fit));
  if (best === 0) return 1;
  const fitting = parts.filter(({ fit }) => fit === best);
  const chosen = fitting[ordinal % fitting.length]?.part;
  return chosen === undefined ? 1 : lineIn(chosen, object);
}

function partsOf(template: string): readonly Part[] {
  const parts: Part[] = [];
  let [from, line] = [0, 1];
  for (const mark of template.matchAll(/^---.*$/gm)) {
    const text = template.slice(from, mark.index);
    parts.push({ text, line });
    line += text.split("\n").length - 1;
    from = mark.index;
  }
  return [...parts, { text: template.slice(from), line }];
}

function fitOf(text: string, { apiVersion, kind, name }: RenderedObject): number {
  const hasKind = fieldOf("kind", kind).test(text);
  const hasVersion = fieldOf("apiVersion", apiVersion).test(text);
  const hasName = name !== "" && fieldOf("name", name).test(text);
  return (hasKind ? 4 : 0) + (hasVersion ? 2 : 0) + (hasName ? 1 : 0);
}

function lineIn({ text, line }: Part, { apiVersion, kind }: RenderedObject): number {
  const ways = [fieldOf("apiVersion", apiVersion), /apiVersion["']?\s*:/, fieldOf("kind", kind)];
  const lines = text.split("\n");
  for (const way of ways) {
    const found = lines.findIndex((each) => way.test(each));
    if (found !== -1) return line + found;
  }
  return line;
}

/** `kind: Ingress`, in quotes or in braces too. */
function fieldOf(field: string, value: string): RegExp {
  return new RegExp(
    `\\b${field}["']?\\s*:\\s*["']?${value.replaceAll(/[^\w]/g, "\\$&")}["']?\\s*([,}#\\r\\n]|$)`,
  );
}
