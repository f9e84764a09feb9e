import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import { budget, scanFolder } from "./scan-folder.fixture.ts";
import { startSecondThread } from "./second-thread.ts";

const folder = scanFolder();

it("scans batches, each with its own answer", async () => {
  folder.write({ "a.yaml": budget("a"), "b.yaml": "kind: [" });
  const second = startSecondThread(knowledge, { target: "1.36" });
  try {
    const [a, b] = await Promise.all([
      second.scan([folder.at("a.yaml")]),
      second.scan([folder.at("b.yaml"), folder.at("gone.yaml")]),
    ]);
    expect(a).toMatchObject({
      files: [folder.at("a.yaml")],
      objects: 1,
      findings: [{ name: "a" }],
    });
    expect(b).toMatchObject({ files: [folder.at("b.yaml")], unread: [{ line: 1 }, { line: 1 }] });
  } finally {
    await second.end();
  }
});

it("a thread that has ended rejects what it was to scan, rather than leaving it open", async () => {
  const second = startSecondThread(knowledge, { target: "1.36" });
  const waiting = second.scan([folder.at("a.yaml")]).then(
    () => "answered",
    (error: unknown) => String(error),
  );
  await second.end();
  expect(["answered", "Error: the scan's second thread has ended"]).toContain(await waiting);
  await expect(second.scan([])).rejects.toThrow("the scan's second thread has ended");
});
