import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { endStrays, runBounded, type BoundedRun } from "./bounded-process.ts";
import { processesWith } from "./process-table.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fl-bounded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const shell = (script: string, more: Partial<BoundedRun> = {}) =>
  runBounded({
    argv: ["sh", "-c", script],
    cwd: folder,
    env: {},
    input: "",
    limitMs: 20_000,
    limitBytes: 10_000,
    owner: "test",
    ...more,
  });

/** Marked processes that this run may not leave behind. */
const alive = (owner: string) =>
  processesWith("FLEETLIFT_RUN").filter(({ environment }) =>
    environment.get("FLEETLIFT_RUN")?.startsWith(`${owner}:`),
  );

it("what it says on both channels, its exit code, and what it is told", async () => {
  expect(await shell("cat; echo no >&2; exit 3", { input: "hello" })).toEqual({
    kind: "exited",
    code: 3,
    signal: null,
    stdout: "hello",
    stderr: "no\n",
  });
});

it("a program that is not there, and one that does not read, are no fault of ours", async () => {
  expect(await shell("", { argv: ["/no/such/program"] })).toMatchObject({
    kind: "not-started",
    why: expect.stringContaining("ENOENT"),
  });
  expect(await shell("exit 0", { input: "x".repeat(5_000_000) })).toMatchObject({ code: 0 });
});

it("it sees nothing of our environment but what was handed to it", async () => {
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  const end = await shell("env; pwd; ls -A $HOME | wc -l", { env: { DNS_TOKEN: "t" } });
  const said = end.kind === "exited" ? end.stdout : "";
  const names = said.match(/^\w+(?==)/gm)?.toSorted() ?? [];
  expect(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name))).toEqual(
    ["DNS_TOKEN", "FLEETLIFT_RUN", "HOME", "LANG", "PATH", "TMPDIR", "TZ"].toSorted(),
  );
  expect(said).toContain(folder);
});

it("it inherits none of our open files, and its home is gone after it", async () => {
  const ours = path.join(folder, "ours");
  const file = openSync(ours, "w");
  const end = await shell("ls -l /proc/self/fd; touch $HOME/x; echo $HOME");
  closeSync(file);
  const said = end.kind === "exited" ? end.stdout : "";
  expect(said).toContain("0 -> ");
  expect(said).not.toContain(ours);
  const home = said.trim().split("\n").at(-1) ?? "";
  expect(home).toContain("fleetlift-run-");
  expect(existsSync(home)).toBe(false);
});

it("one that hangs is ended at its limit, with a grandchild that ignores SIGTERM", async () => {
  const script = `(trap '' TERM; sleep 600) & trap 'echo cleaned >> ${folder}/said; exit' TERM; echo here >&2; sleep 600 & wait`;
  const end = await shell(script, { limitMs: 300, owner: "hang" });
  expect(end).toEqual({ kind: "too-slow", stderr: "here\n" });
  expect(alive("hang")).toEqual([]);
  expect(readFileSync(path.join(folder, "said"), "utf8")).toBe("cleaned\n");
});

it("one that floods is ended, and what it wrote is not kept", async () => {
  expect((await shell("yes", { owner: "flood" })).kind).toBe("too-much");
  const loud = await shell("yes >&2", { owner: "flood" });
  expect(loud.kind === "too-much" && loud.stderr.length).toBe(10_000);
  expect(alive("flood")).toEqual([]);
});

it("what it leaves running in its group ends with it, and keeps nobody waiting", async () => {
  const end = await shell("sleep 600 & echo done", { owner: "left" });
  expect(end).toMatchObject({ kind: "exited", code: 0, stdout: "done\n" });
  expect(alive("left")).toEqual([]);
});

it("what leaves its group with our output in hand is ended too", async () => {
  const end = await shell("setsid sleep 600 & echo done", { owner: "setsid" });
  expect(end).toMatchObject({ kind: "exited", code: 0, stdout: "done\n" });
  expect(alive("setsid")).toEqual([]);
});

it("one that a signal ends says by which", async () => {
  expect(await shell("kill -SEGV $$")).toMatchObject({ code: null, signal: "SIGSEGV" });
});

it("an interrupt ends it, and one before it starts keeps it from starting", async () => {
  const stop = new AbortController();
  const marker = path.join(folder, "started");
  const running = shell(`echo > ${marker}; sleep 600`, { signal: stop.signal, owner: "stop" });
  await vi.waitFor(() => readFileSync(marker));
  stop.abort();
  expect((await running).kind).toBe("interrupted");
  expect((await shell("exit 0", { signal: stop.signal })).kind).toBe("interrupted");
  expect(alive("stop")).toEqual([]);
});

it("strays of an owner are found by their mark, and those of others left alone", async () => {
  const marker = path.join(folder, "stray");
  writeFileSync(marker, "");
  const running = ["mine", "others"].map((owner) =>
    shell(`echo ${owner} >> ${marker}; sleep 600`, { owner, limitMs: 3_000 }),
  );
  await vi.waitFor(() => expect(readFileSync(marker, "utf8").split("\n")).toHaveLength(3));
  endStrays("mine");
  expect(await running[0]).toMatchObject({ kind: "exited", signal: "SIGKILL" });
  expect(alive("others").length).toBeGreaterThan(0);
  endStrays("others");
  await running[1];
});
