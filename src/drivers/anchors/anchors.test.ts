import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anchorHash, anchorSchema, type Anchor } from "../../audit/anchor.ts";
import { anchorOf, anchorPortSuite } from "../../ports/anchor-port.suite.ts";
import { anchorFile } from "./anchor-file.ts";
import { anchorGit } from "./anchor-git.ts";
import { isSignedBy, openAnchorKey, readPublicKey } from "./anchor-key.ts";
import { readAnchorLines } from "./anchor-lines.ts";
import { anchorWebhook } from "./anchor-webhook.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fleetlift-anchors-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (file: string): readonly Anchor[] =>
  existsSync(file) ? readAnchorLines(readFileSync(file, "utf8"), file) : [];

describe("a file", () => {
  anchorPortSuite(async () => {
    const file = path.join(folder, "deep", "anchors.jsonl");
    return { port: anchorFile(file), kept: async () => lines(file) };
  });

  it("a line that a crash cut off is written anew", async () => {
    const file = path.join(folder, "anchors.jsonl");
    await anchorFile(file).publish([anchorOf(1)]);
    appendFileSync(file, JSON.stringify(anchorOf(2)).slice(0, 30));
    await anchorFile(file).publish([anchorOf(1), anchorOf(2)]);
    expect(lines(file)).toEqual([anchorOf(1), anchorOf(2)]);
  });

  it("another anchor of the same number is refused: it is of another history", async () => {
    const file = path.join(folder, "anchors.jsonl");
    await anchorFile(file).publish([anchorOf(1)]);
    await expect(anchorFile(file).publish([anchorOf(1, "other")])).rejects.toMatchObject({
      class: "terminal",
      message: expect.stringContaining("has another anchor 1"),
    });
  });

  it("what is no file of anchors is not written to", async () => {
    const file = path.join(folder, "notes.txt");
    appendFileSync(file, "buy milk\n");
    await expect(anchorFile(file).publish([anchorOf(1)])).rejects.toThrow("line 1 of file");
    expect(readFileSync(file, "utf8")).toBe("buy milk\n");
  });
});

function repository(): string {
  const place = path.join(folder, "repo");
  execFileSync("git", ["init", "--quiet", place]);
  return place;
}

describe("a Git repository", () => {
  anchorPortSuite(async () => {
    const place = repository();
    const committed = (): readonly Anchor[] =>
      readAnchorLines(
        execFileSync("git", ["-C", place, "show", "HEAD:anchors.jsonl"], { encoding: "utf8" }),
        "HEAD",
      );
    return { port: anchorGit(place), kept: async () => committed() };
  });

  it("pushes where its branch has an upstream, also what an earlier try did not push", async () => {
    const place = repository();
    const remote = path.join(folder, "remote.git");
    execFileSync("git", ["init", "--quiet", "--bare", remote]);
    await anchorGit(place).publish([anchorOf(1)]);
    const git = (...words: readonly string[]): string =>
      execFileSync("git", ["-C", place, ...words], { encoding: "utf8", stdio: "pipe" }).trim();
    git("remote", "add", "origin", remote);
    git("push", "--quiet", "--set-upstream", "origin", "HEAD");
    await anchorGit(place).publish([anchorOf(2)]);
    expect(git("rev-parse", "HEAD")).toBe(git("rev-parse", "@{upstream}"));
  });

  it("commits where the user's own commits are signed with a key that nobody is there to open", async () => {
    const place = repository();
    const git = (...words: readonly string[]): string =>
      execFileSync("git", ["-C", place, ...words], { encoding: "utf8", stdio: "pipe" }).trim();
    git("config", "commit.gpgSign", "true");
    git("config", "gpg.program", "false");
    await anchorGit(place).publish([anchorOf(1)]);
    expect(git("log", "--format=%s")).toBe("Anchor 1 of the fleetlift records");
  });

  it("what is no repository is said, and tried again later", async () => {
    await expect(anchorGit(folder).publish([anchorOf(1)])).rejects.toMatchObject({
      class: "transient",
      message: expect.stringContaining("not a git repository"),
    });
  });
});

describe("a webhook", () => {
  let server: Server;
  let url: string;
  let got: { anchor: Anchor; key: string }[];
  let status: number;
  beforeEach(async () => {
    got = [];
    status = 204;
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const anchor = anchorSchema.parse(JSON.parse(text));
        const key = String(request.headers["idempotency-key"]);
        if (status < 300 && !got.some((one) => one.key === key)) got.push({ anchor, key });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on TCP has an address of this form.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/anchors`;
  });
  afterEach(() => server.close());

  anchorPortSuite(async () => ({
    port: anchorWebhook(url),
    kept: async () => got.map(({ anchor }) => anchor),
  }));

  it("names each by its hash, so that a receiver can keep it once", async () => {
    await anchorWebhook(url).publish([anchorOf(1)]);
    expect(got[0]?.key).toBe(anchorHash(anchorOf(1)));
  });

  it.each([
    [500, "transient"],
    [429, "transient"],
    [403, "terminal"],
  ])("an answer of %i is %s, in words", async (answer, kind) => {
    status = answer;
    await expect(anchorWebhook(url).publish([anchorOf(1)])).rejects.toMatchObject({
      class: kind,
      message: expect.stringContaining(`answered ${answer} to anchor 1`),
    });
  });
});

describe("the key", () => {
  const { signature: _, ...unsigned } = anchorOf(1);

  it("is made once, for its owner only, and what it signs is proved by its public half", () => {
    const file = path.join(folder, "anchor.pem");
    const key = openAnchorKey(file);
    const signed = key.sign({ ...unsigned, key: key.publicKey });
    expect(openAnchorKey(file).publicKey).toBe(key.publicKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(isSignedBy(undefined)(signed)).toBe(true);
    expect(isSignedBy(undefined)({ ...signed, digest: "other" })).toBe(false);
    expect(isSignedBy(undefined)({ ...signed, key: "no key" })).toBe(false);
  });

  it("another key proves nothing where one is trusted", () => {
    const [ours, theirs] = ["a.pem", "b.pem"].map((name) => openAnchorKey(path.join(folder, name)));
    if (ours === undefined || theirs === undefined) throw new Error("two keys were made");
    const pem = path.join(folder, "public.pem");
    appendFileSync(pem, ours.publicPem);
    const trusted = isSignedBy(readPublicKey(pem));
    expect(trusted(ours.sign({ ...unsigned, key: ours.publicKey }))).toBe(true);
    expect(trusted(theirs.sign({ ...unsigned, key: theirs.publicKey }))).toBe(false);
  });

  it("a file that holds none is said", () => {
    const file = path.join(folder, "broken.pem");
    appendFileSync(file, "nonsense");
    expect(() => openAnchorKey(file)).toThrow("cannot read the key");
    expect(() => readPublicKey(file)).toThrow("holds no public key");
  });
});
