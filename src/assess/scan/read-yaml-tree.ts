import { isAlias, isMap, isScalar, parseDocument } from "yaml";
import type { Document, ParsedNode, Scalar, YAMLMap } from "yaml";
import { yamlErrorWords } from "../../spec/yaml-error-words.ts";
import type { Broken, Tree, TreeList, TreeMap, TreeOrBroken, TreePair, TreeText } from "./tree.ts";

/** What Kubernetes' own tools read, as far as it is clear what is meant: they are not strict. */
const OPTIONS = {
  prettyErrors: false,
  strict: false,
  // Asked for by a list of all fields, which takes the square of their number; we do it ourselves.
  uniqueKeys: false,
  schema: "core",
  resolveKnownTags: false,
  logLevel: "error",
} as const;

/** The tree of one document of YAML; undefined when there is nothing in it. Never throws. */
export function readYamlTree(text: string): TreeOrBroken {
  const tooMuch = tooMuchOf(text);
  if (tooMuch !== undefined) return { broken: tooMuch };
  try {
    const document = parseDocument(text, OPTIONS);
    const [error] = document.errors;
    if (error !== undefined) {
      // How deep it comes depends on the memory that is left: the place would be another each time.
      const at = error.code === "RESOURCE_EXHAUSTION" ? 0 : error.pos[0];
      return { broken: { at, reason: yamlErrorWords(error) } };
    }
    return treeOf(document);
  } catch (error) {
    // The parser calls itself for every level, and ends so when there are too many of them.
    if (error instanceof RangeError) return { broken: { at: 0, reason: DEEP } };
    const words = error instanceof Error ? error.message : String(error);
    return { broken: { at: 0, reason: `the parser gave up: ${words}` } };
  }
}

/** The parser takes a hundred bytes of memory for each that it reads. */
const MOST_LENGTH = 16_000_000;
/** Deeper than any object, or any text with brackets of its own, is nested. */
const MOST_OPEN = 2_000;

/** What the parser would run out of memory on, found before it is asked. */
function tooMuchOf(text: string): Broken | undefined {
  if (text.length > MOST_LENGTH) {
    return {
      at: 0,
      reason: `${Math.round(text.length / 1e6)} MB in one document that is more than plain YAML`,
    };
  }
  const dashes = MANY_DASHES.exec(text);
  if (dashes !== null) return { at: dashes.index, reason: DEEP };
  let open = 0;
  for (let match = BRACKET.exec(text); match !== null; match = BRACKET.exec(text)) {
    open = Math.max(0, open + (match[0] === "[" || match[0] === "{" ? 1 : -1));
    if (open <= MOST_OPEN) continue;
    BRACKET.lastIndex = 0;
    return { at: match.index, reason: DEEP };
  }
  return undefined;
}

const DEEP = "nested too deep to be read";
const BRACKET = /[[\]{}]/g;
/** Lists in lists, or odd keys in odd keys, on one line. */
const MANY_DASHES = /(?:[-?:][ \t]){200}/;

interface Walk {
  readonly anchors: Map<string, Tree>;
  broken: Broken | undefined;
}

function treeOf({ contents }: Document.Parsed): TreeOrBroken {
  if (contents === null) return { tree: undefined };
  const walk: Walk = { anchors: new Map(), broken: undefined };
  const tree = nodeTree(contents, walk);
  return walk.broken === undefined ? { tree } : { broken: walk.broken };
}

function nodeTree(node: ParsedNode | null, walk: Walk, at = 0): Tree {
  if (node === null) return { is: "text", at, text: "", isString: false };
  const start = node.range[0];
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    if (target !== undefined) return target;
    walk.broken ??= {
      at: start,
      reason: `*${node.source} stands for nothing: no &${node.source} before it`,
    };
    return { is: "text", at: start, text: "", isString: false };
  }
  if (isScalar(node)) return anchored(node, scalarTree(node), walk);
  if (isMap(node)) {
    const map: TreeMap = { is: "map", at: start, pairs: [] };
    anchored(node, map, walk);
    fillMap(map, node.items, walk);
    return map;
  }
  const list: TreeList = { is: "list", at: start, items: [] };
  anchored(node, list, walk);
  for (const item of node.items) list.items.push(nodeTree(item, walk, start));
  return list;
}

function anchored<T extends Tree>(
  node: { readonly anchor?: string | undefined },
  tree: T,
  walk: Walk,
): T {
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, tree);
  return tree;
}

/** In a flow list, `a: b` may stand for a map of its own; the library has it as one. */
function fillMap(map: TreeMap, pairs: YAMLMap.Parsed["items"], walk: Walk): void {
  const seen = new Set<string>();
  for (const { key, value } of pairs) {
    const name = keyTree(key, walk);
    const pair: TreePair = {
      key: name?.is === "text" ? name.text : "",
      keyAt: key.range[0],
      value: nodeTree(value, walk, key.range[1]),
    };
    if (name?.is === "text" && pair.key !== "<<") {
      if (seen.has(pair.key)) {
        walk.broken ??= { at: pair.keyAt, reason: `the field ${pair.key} is there twice` };
      }
      seen.add(pair.key);
    }
    map.pairs.push(pair);
  }
}

/** The key as a value; one with fields of its own is no field of Kubernetes. */
function keyTree(key: ParsedNode, walk: Walk): Tree | undefined {
  const tree = nodeTree(key, walk);
  return tree.is === "text" ? tree : undefined;
}

function scalarTree(node: Scalar.Parsed): TreeText {
  const { value, source, type, range } = node;
  const isPlain = type === "PLAIN";
  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  return {
    is: "text",
    at: range[0],
    text: isPlain ? source : String(value),
    isString: typeof value === "string",
    blockAt: isBlock ? range[0] : undefined,
  };
}
