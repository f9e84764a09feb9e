import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "fleetlift-cli-lab-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function lab(...args: string[]) {
  const terminal = testTerminal();
  const code = await runCli(["lab", ...args, "--data-dir", dataDir], terminal, systemClock);
  return { code, ...terminal.written };
}

const onLinux = it.skipIf(process.platform !== "linux");

it("says how to make a cluster when there is none", async () => {
  expect(await lab("status")).toEqual({
    code: 0,
    out: "",
    err: "there are no lab clusters: fleetlift lab up NAME\n",
  });
  const { out } = await lab("status", "-o", "json");
  expect(JSON.parse(out)).toMatchObject({ kind: "List", items: [] });
});

it.each([["status"], ["kubeconfig"], ["backup"], ["backups"]])(
  "%s of a cluster that is not there fails",
  async (word) => {
    expect(await lab(word, "demo")).toEqual({
      code: 1,
      out: "",
      err: "error: there is no lab cluster demo\nhelp: fleetlift lab up demo\n",
    });
  },
);

it.each([
  [["up", "De_mo"], 1, '"De_mo" is no name for a cluster'],
  [["up", "demo", "--kubernetes", "1.22"], 1, "the lab has no Kubernetes 1.22"],
  [["up", "demo", "--pool", "general"], 2, "Expected NAME=NODES"],
  [["up", "demo", "--pool", "a=1", "--pool", "a=2"], 2, "Pool a is given twice"],
  [["up", "demo", "--container-start", "soon"], 2, "expected a duration"],
  [["install", "1.22"], 2, "the lab has no Kubernetes 1.22"],
  [["down"], 2, "needs the name of a cluster, or --all"],
  [["restore", "demo"], 2, "required option '--backup <backup>' not specified"],
  [["restore", "demo", "--backup", "b"], 1, "there is no lab cluster demo"],
  [["down", "demo", "--all"], 2, "needs the name of a cluster, or --all"],
  [["upp"], 2, "Did you mean up?"],
] as const)("%j is refused, and makes nothing", async (args, code, words) => {
  const answer = await lab(...args);
  expect(answer).toMatchObject({ code, out: "" });
  expect(answer.err).toContain(words);
  expect((await lab("status")).err).toContain("there are no lab clusters");
});

onLinux("down ends what is there and does not mind what is not", async () => {
  expect(await lab("down", "demo")).toEqual({
    code: 0,
    out: "",
    err: "lab cluster demo was not there (0 processes)\n",
  });
  expect((await lab("down", "--all")).err).toBe("there are no lab clusters\n");
});

onLinux("a cluster whose file is broken is shown as broken, with what helps", async () => {
  const folder = path.join(dataDir, "lab", "demo");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "cluster.json"), "{}");
  expect((await lab("status")).out).toMatch(/^demo +broken .*fleetlift lab down demo$/m);
  expect((await lab("status", "demo", "-o", "json")).out).toContain('"state": "broken"');
  expect((await lab("up", "demo")).err).toContain("fleetlift lab down demo");
  expect((await lab("down", "demo")).err).toBe(
    "lab cluster demo ended and removed (0 processes)\n",
  );
});
