export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The objects of a rendered manifest: what stands at the beginning of each document, line by line.
 * Helm writes block YAML, and a release may be megabytes of it, most of which is of no use; values
 * are not read, and nothing of them is kept.
 */
export function manifestObjects(manifest: string): readonly ManifestObject[] {
  return manifest.split(/^---.*$/m).flatMap((document) => {
    const top = topFields(document);
    const { apiVersion = "", kind = "" } = top;
    if (apiVersion === "" || kind === "") return [];
    return [{ apiVersion, kind, namespace: top.namespace ?? "", name: top.name ?? "" }];
  });
}

type Field = "apiVersion" | "kind" | "namespace" | "name";

function topFields(document: string): Partial<Record<Field, string>> {
  const fields: Partial<Record<Field, string>> = {};
  let inMetadata = false;
  let indent = -1;
  for (const line of document.split("\n")) {
    const match = /^( *)(?:"([^"]+)"|([A-Za-z]\w*)):(?:\s+(.*))?$/.exec(line);
    if (match === null) continue;
    const [, spaces = "", quoted, plain, value = ""] = match;
    const key = quoted ?? plain ?? "";
    if (spaces === "") {
      inMetadata = key === "metadata";
      indent = -1;
      if (key === "apiVersion" || key === "kind") fields[key] ??= scalar(value);
    } else if (inMetadata) {
      if (indent === -1) indent = spaces.length;
      if (spaces.length === indent && (key === "name" || key === "namespace")) {
        fields[key] ??= scalar(value);
      }
    }
  }
  return fields;
}

/** A scalar without quotes and comment. */
function scalar(written: string): string {
  const text = written.trim();
  const quoted = /^(["'])(.*?)\1/.exec(text);
  return quoted?.[2] ?? text.replace(/\s+#.*$/, "");
}
