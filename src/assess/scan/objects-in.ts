/**
 * Finds the Kubernetes objects in a document: the document itself, the items of lists, the objects
 * of a template of OpenShift. What only refers to an object (a scale target, an owner, managed
 * fields), or holds one as a text (a ConfigMap's data), is a value of the object around it, and
 * none itself.
 */
import { fieldOf, pairOf, textOf, type Tree, type TreeMap } from "./tree.ts";

export interface SeenObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Offset of the `apiVersion`, or of the object where its list says it. */
  readonly at: number;
  /** It is where Kubernetes reads objects; otherwise only what reads the file may make it one. */
  readonly isRead: boolean;
  /** What `kubectl apply` was given last: JSON, and where it stands. */
  readonly lastApplied?: { readonly text: string; readonly at: number } | undefined;
}

/** A document that names a version and not what of it. */
export interface Headless {
  readonly apiVersion: string;
  readonly at: number;
}

export interface Found {
  readonly objects: readonly SeenObject[];
  readonly headless: readonly Headless[];
}

interface Inherited {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Search {
  readonly objects: SeenObject[];
  readonly headless: Headless[];
  /** Nodes already passed: references name the same node often, and may go in circles. */
  readonly passed: Set<Tree>;
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

export function objectsIn(tree: Tree | undefined): Found {
  const search: Search = { objects: [], headless: [], passed: new Set() };
  if (tree?.is === "list") {
    for (const item of tree.items) visit(item, undefined, search);
  } else if (tree !== undefined) {
    visit(tree, undefined, search);
  }
  return search;
}

function visit(tree: Tree, inherited: Inherited | undefined, search: Search): void {
  if (tree.is !== "map" || search.passed.has(tree)) return;
  search.passed.add(tree);
  const version = pairOf(tree, "apiVersion");
  const apiVersion = stringIn(version?.value) ?? inherited?.apiVersion;
  const kind = stringIn(fieldOf(tree, "kind")) ?? inherited?.kind;
  // What is merged in stands at another object, which is no place to mend this one.
  const at = version !== undefined && tree.pairs.includes(version) ? version.keyAt : tree.at;
  if (apiVersion !== undefined && kind !== undefined) {
    visitObject(tree, { apiVersion, kind, at }, search);
  } else {
    if (apiVersion !== undefined) search.headless.push({ apiVersion, at });
    visitInside(tree, search);
  }
}

function visitObject(
  tree: TreeMap,
  { apiVersion, kind, at }: Inherited & { readonly at: number },
  search: Search,
): void {
  const members = membersOf(tree, kind);
  if (members === undefined) {
    search.objects.push(objectOf(tree, { apiVersion, kind, at, isRead: true }));
    if (kind === "Config" && apiVersion === "v1") credentialsIn(tree, search);
    // A schema holds no objects, only what they look like.
    if (kind !== "CustomResourceDefinition") visitInside(tree, search);
    return;
  }
  const of = kind.slice(0, -"List".length);
  const typed = of === "" || kind === "Template" ? undefined : { apiVersion, kind: of };
  for (const item of members) visit(item, typed, search);
}

/** The items of a list of any type; what is named so and has no items is an object of its own. */
function membersOf(tree: TreeMap, kind: string): readonly Tree[] | undefined {
  const field = kind === "Template" ? "objects" : kind.endsWith("List") ? "items" : undefined;
  const members = field === undefined ? undefined : fieldOf(tree, field);
  if (members?.is === "list") return members.items;
  // Go's encoders write a list without entries so.
  return members?.is === "text" && !members.isString ? [] : undefined;
}

/**
 * Whole objects in the fields of others, which a controller makes of them (a ManifestWork, the
 * `definition` of an Ansible task). A reference has no metadata.
 */
function visitInside(tree: Tree, search: Search): void {
  const inside = tree.is === "map" ? tree.pairs.map(({ value }) => value) : [];
  for (const each of tree.is === "list" ? tree.items : inside) {
    if (each.is === "text" || search.passed.has(each)) continue;
    search.passed.add(each);
    const apiVersion = stringIn(fieldOf(each, "apiVersion"));
    const kind = stringIn(fieldOf(each, "kind"));
    if (apiVersion !== undefined && kind !== undefined && fieldOf(each, "metadata")?.is === "map") {
      const at = pairOf(each, "apiVersion")?.keyAt ?? each.at;
      search.objects.push(objectOf(each, { apiVersion, kind, at, isRead: false }));
    }
    visitInside(each, search);
  }
}

/** A kubeconfig names the version that it talks to its exec plugins in. */
function credentialsIn(config: TreeMap, search: Search): void {
  const users = fieldOf(config, "users");
  for (const user of users?.is === "list" ? users.items : []) {
    const version = pairOf(fieldOf(fieldOf(user, "user"), "exec"), "apiVersion");
    const apiVersion = stringIn(version?.value);
    if (version === undefined || apiVersion === undefined) continue;
    const name = textOf(user, "name");
    const head = { apiVersion, kind: "ExecCredential", namespace: "", name };
    search.objects.push({ ...head, at: version.keyAt, isRead: true });
  }
}

function objectOf(
  tree: Tree,
  head: Pick<SeenObject, "apiVersion" | "kind" | "at" | "isRead">,
): SeenObject {
  const metadata = fieldOf(tree, "metadata");
  const applied = fieldOf(fieldOf(metadata, "annotations"), LAST_APPLIED);
  return {
    ...head,
    namespace: textOf(metadata, "namespace"),
    name: textOf(metadata, "name"),
    lastApplied: applied?.is === "text" ? { text: applied.text, at: applied.at } : undefined,
  };
}

const stringIn = (value: Tree | undefined): string | undefined =>
  value?.is === "text" && value.isString ? value.text.trim() || undefined : undefined;
