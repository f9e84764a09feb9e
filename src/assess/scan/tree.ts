/**
 * The data of one document with the place of each part, whatever it was written in. References of
 * YAML are shared, not copied: a document that multiplies by them stays as small as it is written.
 */
export type Tree = TreeMap | TreeList | TreeText;

export interface TreeMap {
  readonly is: "map";
  /** Offset in the document's text. */
  readonly at: number;
  readonly pairs: TreePair[];
}

export interface TreePair {
  readonly key: string;
  readonly keyAt: number;
  readonly value: Tree;
}

export interface TreeList {
  readonly is: "list";
  readonly at: number;
  readonly items: Tree[];
}

export interface TreeText {
  readonly is: "text";
  readonly at: number;
  /** As it is written, without quotes: a name `0123` stays `0123`. */
  readonly text: string;
  /** Written as or read as text; numbers, booleans and nothing are not. */
  readonly isString: boolean;
  /** In a block scalar, the offset at which the first line of the text starts. */
  readonly blockAt?: number | undefined;
}

/** What is wrong with a document, and where. */
export interface Broken {
  readonly at: number;
  readonly reason: string;
}

export type TreeOrBroken = { readonly tree: Tree | undefined } | { readonly broken: Broken };

/** More merges within merges than people write; it ends circles. */
const MOST_MERGES = 20;

/** The pair of a field, one that is merged in (`<<: *base`) included. */
export function pairOf(tree: Tree | undefined, key: string, depth = 0): TreePair | undefined {
  if (tree?.is !== "map" || depth > MOST_MERGES) return undefined;
  const own = tree.pairs.findLast((pair) => pair.key === key);
  if (own !== undefined) return own;
  for (const pair of tree.pairs) {
    if (pair.key !== "<<") continue;
    const merged = pair.value.is === "list" ? pair.value.items : [pair.value];
    for (const each of merged) {
      const found = pairOf(each, key, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

export const fieldOf = (tree: Tree | undefined, key: string): Tree | undefined =>
  pairOf(tree, key)?.value;

/** The text of a field, as it is written; empty when there is none or it is no plain value. */
export function textOf(tree: Tree | undefined, key: string): string {
  const value = fieldOf(tree, key);
  return value?.is === "text" && value.text !== "null" && value.text !== "~" ? value.text : "";
}
