import path from "node:path";
import type { KnowledgeDocument } from "../knowledge/knowledge-document.ts";
import { checkKnowledgeTogether } from "../knowledge/check-knowledge-together.ts";
import type { CheckDocument, PackDocument } from "../model/pack.ts";
import type { PackActionDocument } from "../model/pack-action.ts";
import type { PackTestDocument } from "../model/pack-test.ts";
import type { Workflow } from "../model/workflow.ts";
import { checkTogether } from "../spec/check-together.ts";
import { nearest } from "../spec/nearest.ts";
import { inOrder, type Problem } from "../spec/problem.ts";
import { readDocuments } from "../spec/read-documents.ts";
import type { ReadDocument } from "../spec/read-source.ts";
import type { DocumentKinds, DocumentOf } from "../spec/document-kinds.ts";
import { PACK_FOLDERS, packKinds } from "./pack-documents.ts";
import { ofFile, readPackFolder, type PackFile } from "./pack-files.ts";
import { packHash } from "./pack-hash.ts";
import { RefusedPack } from "./refused-pack.ts";

/** A document of a pack, and the file that it is in. */
export interface PackPart<Document> extends ReadDocument<Document> {
  /** As it is shown. */
  readonly file: string;
  /** From the pack's folder. */
  readonly path: string;
}

/** A pack that was read whole: every document in it is of its schema. */
export interface Pack {
  readonly name: string;
  readonly version: string;
  /** Of its content (`packHash`). */
  readonly hash: string;
  /** Where its files lie, for programs to run in. */
  readonly folder: string;
  readonly files: readonly PackFile[];
  readonly head: PackPart<PackDocument>;
  readonly workflows: readonly PackPart<Workflow>[];
  readonly actions: readonly PackPart<PackActionDocument>[];
  readonly checks: readonly PackPart<CheckDocument>[];
  readonly knowledge: readonly PackPart<KnowledgeDocument>[];
  readonly tests: readonly PackPart<PackTestDocument>[];
}

/** The pack in a folder. Throws `RefusedPack` with everything that is wrong with any of its files. */
export function readPack(folder: string, shown: string = folder): Pack {
  return packOf(readPackFolder(folder), path.resolve(folder), shown);
}

/** A pack of these files, which lie in `folder`. `shown` stands before their names in what is said. Throws `RefusedPack`. */
export function packOf(files: readonly PackFile[], folder: string, shown: string): Pack {
  const reader = new PackReader(files, shown);
  const [head] = reader.read("pack.yaml", packKinds.pack);
  const parts = {
    workflows: reader.readFolder("workflows", packKinds.workflows),
    actions: reader.readFolder("actions", packKinds.actions),
    checks: reader.readFolder("checks", packKinds.checks),
    knowledge: reader.readFolder("knowledge", packKinds.knowledge),
    tests: reader.readFolder("tests", packKinds.tests),
  };
  const problems = [
    ...reader.problems,
    ...misspeltFolders(files, shown),
    ...parts.actions.flatMap(misnamedAction),
    ...[parts.workflows, parts.checks, parts.tests].flatMap((list) => checkTogether(list)),
    ...checkKnowledgeTogether(parts.knowledge),
  ];
  if (head === undefined || problems.length > 0) throw new RefusedPack(byFile(problems));
  const { metadata, spec } = head.document;
  const hash = packHash(files);
  return { name: metadata.name, version: spec.version, hash, folder, files, head, ...parts };
}

class PackReader {
  readonly problems: Problem[] = [];
  readonly #files: readonly PackFile[];
  readonly #shown: string;

  constructor(files: readonly PackFile[], shown: string) {
    this.#files = files;
    this.#shown = shown;
  }

  /** Of `actions/` only `NAME/action.yaml`: beside it stands whatever its program needs. */
  readFolder<Kinds extends DocumentKinds>(
    folder: (typeof PACK_FOLDERS)[number],
    kinds: Kinds,
  ): readonly PackPart<DocumentOf<Kinds>>[] {
    const form = folder === "actions" ? /^actions\/[^/]+\/action\.ya?ml$/ : YAML_IN;
    return this.#files
      .filter(({ path: at }) => at.startsWith(`${folder}/`) && form.test(at))
      .flatMap(({ path: at }) => this.read(at, kinds));
  }

  read<Kinds extends DocumentKinds>(
    at: string,
    kinds: Kinds,
  ): readonly PackPart<DocumentOf<Kinds>>[] {
    const shown = path.join(this.#shown, at);
    const file = this.#files.find((each) => each.path === at);
    if (file === undefined) {
      this.problems.push(ofFile(shown, "missing: this file says what the pack is"));
      return [];
    }
    const reading = readDocuments(file.content.toString("utf8"), shown, kinds);
    if (reading.kind === "refused") {
      this.problems.push(...reading.problems);
      return [];
    }
    const parts = reading.documents.map((document) => ({ ...document, file: shown, path: at }));
    if (parts.length > 1 && (at === "pack.yaml" || at.startsWith("actions/"))) {
      this.problems.push(ofFile(shown, `expected one document, found ${parts.length}`));
    }
    return parts;
  }
}

const YAML_IN = /\.ya?ml$/;

/** A folder that is not looked into because of a letter would be passed over in silence. */
function misspeltFolders(files: readonly PackFile[], shown: string): readonly Problem[] {
  const tops = files.flatMap(({ path: at }) => (at.includes("/") ? [at.split("/")[0] ?? ""] : []));
  return [...new Set(tops)].flatMap((top) => {
    const meant = nearest(top, PACK_FOLDERS);
    if (PACK_FOLDERS.some((folder) => folder === top) || meant === undefined) return [];
    return [ofFile(path.join(shown, top), `unknown folder. Did you mean ${meant}?`)];
  });
}

/** The folder is the action's name, so that one is found by the other, and none is there twice. */
function misnamedAction(part: PackPart<PackActionDocument>): readonly Problem[] {
  const folder = part.path.split("/")[1] ?? "";
  const { name } = part.document.metadata;
  if (name === folder) return [];
  const message = `"${name}": expected ${folder}, the name of its folder`;
  return [part.problem({ path: ["metadata", "name"], on: "value", message })];
}

function byFile(problems: readonly Problem[]): readonly Problem[] {
  return [...Map.groupBy(problems, ({ file }) => file).values()].flatMap(inOrder);
}
