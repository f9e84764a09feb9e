/** Where in a document: field names and places in lists, from the top. */
export type FieldPath = readonly (string | number)[];

/** Something wrong with a document's data, before it is known where in the file that is. */
export interface Complaint {
  readonly path: FieldPath;
  /** What to point at: the field's name, or what stands there. A missing field points at its parent. */
  readonly on: "key" | "value";
  readonly message: string;
  /** Where in the text that stands there, from 0 in UTF-16 code units, when not all of it is meant. */
  readonly within?: number;
  /** A field that is only missing because this one is misspelt: not complained about as well. */
  readonly meant?: FieldPath;
}

/** Something wrong in a file, as the user is told. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** The field, like `spec.stages[0].name`; empty when the text is not YAML. */
  readonly path: string;
  readonly message: string;
}

/** `spec.stages[0].name`; names that hold other characters stand in brackets: `labels["a/b"]`. */
export function formatPath(path: FieldPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (!/^[A-Za-z_][\w-]*$/.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}

/** What `formatPath` wrote, as the path that it was. */
export function parsePath(text: string): FieldPath {
  return [...text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_][\w-]*)/g)].map(
    ([, index, quoted, name = ""]) => {
      if (index !== undefined) return Number(index);
      return quoted === undefined ? name : String(JSON.parse(quoted));
    },
  );
}

/** As one meets them in the file. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
