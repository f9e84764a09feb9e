import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { apiSocket } from "../server/api-socket.ts";
import { listenOnSocket, type Listening } from "../server/listen.ts";
import { fleetDocument, rolloutDocument, testServer } from "../server/test-core.fixture.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

let folder: string;
let listening: Listening;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fl-"));
  const server = testServer();
  await server.ask("POST", "/apply", {
    documents: [fleetDocument(), rolloutDocument("Initialize")],
  });
  listening = await listenOnSocket(apiSocket(folder), server.fetch, () => server.closing.abort());
});
afterAll(async () => {
  await listening.close();
  rmSync(folder, { recursive: true, force: true });
});

async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const terminal = testTerminal();
  await runCli(["--data-dir", folder, "__complete", "--", ...words], terminal, systemClock);
  return terminal.written.out.trimEnd().split("\n");
}

it.each([
  ["commands", ["sta"], ["start"]],
  ["commands of a command", ["audit", ""], ["export", "key", "verify"]],
  ["options", ["pause", "kubernetes-1-36", "--st"], ["--stage"]],
  ["options of the whole program", ["start", "--da"], ["--data-dir"]],
  ["values of an option", ["get", "clusters", "-o", "j"], ["json"]],
  ["what there is to list", ["get", "ro"], ["rollouts"]],
  ["rollouts by name", ["start", ""], ["kubernetes-1-36"]],
  ["clusters by name, after a rollout", ["cancel", "kubernetes-1-36", ""], ["shop-1", "shop-2"]],
  ["names of the kind that was named", ["describe", "cluster", "shop-"], ["shop-1", "shop-2"]],
  ["names for an option", ["get", "clusters", "--fleet", ""], ["shop"]],
  ["a value behind its option's name", ["get", "clusters", "--output=j"], ["--output=json"]],
  ["a value as bash cuts it", ["get", "clusters", "--output", "=", "j"], ["json"]],
  ["a value that is not begun, as bash cuts it", ["get", "clusters", "--fleet", "="], ["shop"]],
  ["nothing behind a command that there is not", ["nosuch", ""], [""]],
  ["nothing where nothing fits", ["start", "kubernetes-1-36", "x"], [""]],
])("completes %s", async (_, words, found) => {
  expect(await complete(...words)).toEqual(found);
});

it.each([["--data-dir", "FOLDER"], ["--data-dir=FOLDER"], ["--data-dir", "=", "FOLDER"]])(
  "asks the server that the line itself names: %s",
  async (...words) => {
    const terminal = testTerminal();
    const named = words.map((word) => word.replace("FOLDER", folder));
    const args = ["--data-dir", "/nowhere-at-all", "__complete", "--", ...named, "start", ""];
    await runCli(args, terminal, systemClock);
    expect(terminal.written.out).toBe("kubernetes-1-36\n");
  },
);

it("never fails: without a server it knows no names", async () => {
  const terminal = testTerminal();
  const args = ["--data-dir", "/nowhere-at-all", "__complete", "--", "start", ""];
  expect(await runCli(args, terminal, systemClock)).toBe(0);
  expect(terminal.written).toMatchObject({ out: "", err: "" });
});

it("is not shown in the help", async () => {
  const terminal = testTerminal();
  await runCli(["--help"], terminal, systemClock);
  expect(terminal.written.out).toContain("completion <shell>");
  expect(terminal.written.out).not.toContain("__complete");
});

it("a shell that was told completes by it", async () => {
  const terminal = testTerminal();
  await runCli(["completion", "bash"], terminal, systemClock);
  const bin = path.join(folder, "fleetlift");
  // Stands for the launcher: says which words it was asked for.
  writeFileSync(bin, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(bin, 0o755);
  const script = `${terminal.written.out}\nCOMP_WORDS=(fleetlift get "")\nCOMP_CWORD=2\n_fleetlift\nprintf '%s|' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  const said = execFileSync("bash", ["-c", script], { encoding: "utf8", env });
  expect(said).toBe("__complete|--|get|");
});

it.each(["bash", "zsh", "fish"])("has a script for %s", async (shell) => {
  const terminal = testTerminal();
  expect(await runCli(["completion", shell], terminal, systemClock)).toBe(0);
  expect(terminal.written.out).toContain("fleetlift __complete --");
});
