import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { knowledgeDocumentKind } from "../knowledge/knowledge-document.ts";
import { worldDocumentKind } from "../world/world-document-kind.ts";
import { checkTogether } from "./check-together.ts";
import { documentKinds } from "./document-kinds.ts";
import { readDocuments } from "./read-documents.ts";
import { renderProblems } from "./render-problems.ts";

const folder = path.join(import.meta.dirname, "../../examples/wrong");
/** All that the command line reads. */
const kinds = { ...documentKinds, Knowledge: knowledgeDocumentKind, World: worldDocumentKind };
const files = readdirSync(folder);
const wrong = files.filter((file) => /\.(yaml|json)$/.test(file));

it.each(wrong)("examples/wrong/%s is refused in the words beside it", (file) => {
  const reading = readDocuments(readFileSync(path.join(folder, file), "utf8"), file, kinds);
  const problems = reading.kind === "refused" ? reading.problems : checkTogether(reading.documents);
  const words = readFileSync(path.join(folder, `${path.parse(file).name}.txt`), "utf8");
  expect(renderProblems(problems)).toBe(words);
});

it("there are at least twenty kinds of wrong input, and no words without their file", () => {
  expect(wrong.length).toBeGreaterThanOrEqual(20);
  expect(files.length).toBe(2 * wrong.length);
});
