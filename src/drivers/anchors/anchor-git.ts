import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { childEnv, env } from "../../platform/env.ts";
import type { AnchorPort } from "../../ports/anchor-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { appendAnchors } from "./anchor-file.ts";

const run = promisify(execFile);
const PATIENCE_MS = 60_000;
const FILE = "anchors.jsonl";

/**
 * Commits anchors to a working copy of a Git repository, and pushes where its branch has an upstream.
 * Level-triggered: what an earlier try wrote and did not commit, or did not push, goes with the next.
 */
export function anchorGit(folder: string): AnchorPort {
  const name = `git ${folder}`;
  const git = async (...words: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await run("git", ["-C", folder, ...words], {
        timeout: PATIENCE_MS,
        env: UNATTENDED,
      });
      return stdout.trim();
    } catch (error) {
      throw new PortError("transient", `${name}: ${wordsOf(error)}`, { cause: error });
    }
  };
  return {
    name,
    publish: async (anchors) => {
      await git("rev-parse", "--is-inside-work-tree");
      appendAnchors(path.join(folder, FILE), anchors, name);
      await git("add", "--", FILE);
      if ((await git("status", "--porcelain", "--", FILE)) !== "") {
        const subject = `Anchor ${anchors.at(-1)?.seq ?? ""} of the fleetlift records`;
        await git(...AUTHOR, "commit", "--quiet", "-m", subject, "--", FILE);
      }
      if (await hasUpstream(git)) await git("push", "--quiet");
    },
  };
}

/** Nobody sits before a server: what would ask for a password or a host's key fails, and is told. */
const UNATTENDED = childEnv({
  GIT_TERMINAL_PROMPT: "0",
  GIT_SSH_COMMAND: env("GIT_SSH_COMMAND") ?? "ssh -o BatchMode=yes",
});

/** So that a machine without an author of its own can commit; the anchors are signed themselves. */
const AUTHOR = [
  "-c",
  "user.name=fleetlift",
  "-c",
  "user.email=fleetlift@localhost",
  "-c",
  "commit.gpgSign=false",
] as const;

async function hasUpstream(
  git: (...words: readonly string[]) => Promise<string>,
): Promise<boolean> {
  return (
    (await git("for-each-ref", "--format=%(upstream)", await git("symbolic-ref", "HEAD"))) !== ""
  );
}

function wordsOf(error: unknown): string {
  // What execFile rejects with has the output of the command beside its message.
  const {
    stderr = "",
    message = String(error),
    code,
  } = error as Partial<Error> & {
    stderr?: string;
    code?: string | number;
  };
  if (code === "ENOENT") return "the command git was not found";
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return last === "" ? message : last;
}
