import path from "node:path";

/** Where names of files begin: those of a scan at `cwd`, those that are told at `root`. */
export interface Roots {
  readonly cwd: string;
  readonly root: string;
}

/** A place in SARIF: relative to the root, or absolute when it is outside of it. */
export interface ArtifactUri {
  readonly uri: string;
  readonly uriBaseId?: string;
}

/** The file as a URI; a name with blanks, `#` or other letters that mean something is encoded. */
export function artifactUri(file: string, roots: Roots): ArtifactUri {
  const inside = pathInRoot(file, roots);
  if (path.isAbsolute(inside)) return { uri: folderUri(inside) };
  return { uri: encoded(inside), uriBaseId: "SRCROOT" };
}

/** The file's path from the root; absolute when it is outside. */
export function pathInRoot(file: string, { cwd, root }: Roots): string {
  const absolute = path.resolve(cwd, file);
  const inside = path.relative(root, absolute);
  return inside === "" || inside === ".." || inside.startsWith(`..${path.sep}`) ? absolute : inside;
}

export function folderUri(folder: string): string {
  return `file://${encoded(folder)}`;
}

function encoded(name: string): string {
  return name.split(path.sep).map(encodeURIComponent).join("/");
}
