import { generateKeyPairSync } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { expect, it } from "vitest";
import { filesOfArchive, packToArchive } from "./pack-archive.ts";
import { packHash } from "./pack-hash.ts";
import { isSignedBy, signPack } from "./pack-signature.ts";
import { headText, packFile } from "./pack.fixture.ts";
import type { PackFile } from "./pack-files.ts";

const files: readonly PackFile[] = [
  packFile("actions/look/run.sh", "#!/bin/sh\n", true),
  packFile("pack.yaml", headText()),
  packFile("x".repeat(90) + "/" + "y".repeat(90), "long"),
];

/** An archive as anybody may make one. */
function archive(
  entries: readonly { path: string; type?: "File" | "SymbolicLink"; text?: string }[],
) {
  const blocks = entries.flatMap(({ path, type = "File", text = "" }) => {
    const block = Buffer.alloc(512);
    const content = Buffer.from(text);
    const linkpath = type === "SymbolicLink" ? { linkpath: "/etc/passwd" } : {};
    new Header({ path, mode: 0o644, size: content.length, type, ...linkpath }).encode(block, 0);
    return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)]));
}

it("what was packed comes out the same, by the same hash, in the same bytes", async () => {
  const bytes = packToArchive(files);
  const back = await filesOfArchive(bytes, "care.tgz");
  expect(back).toEqual(files);
  expect(packHash(back)).toBe(packHash(files));
  expect(packToArchive(back).equals(bytes)).toBe(true);
});

it("files that all lie in one folder are a pack too", async () => {
  const bytes = archive([{ path: "care-1.0.0/pack.yaml", text: "x" }, { path: "care-1.0.0/a/b" }]);
  expect((await filesOfArchive(bytes, "x")).map(({ path }) => path)).toEqual(["a/b", "pack.yaml"]);
});

it.each([
  ["leads out", [{ path: "../evil", text: "x" }, { path: "pack.yaml" }], "it leads out"],
  ["leads out by itself", [{ path: "../evil" }], "it leads out"],
  ["is absolute", [{ path: "/etc/evil" }, { path: "pack.yaml" }], "it leads out"],
  [
    "is a link",
    [{ path: "pack.yaml", type: "SymbolicLink" as const }],
    "a SymbolicLink: a pack holds files only",
  ],
  ["is there twice", [{ path: "a" }, { path: "a" }], "it is there twice"],
  [
    "is a folder too",
    [{ path: "a" }, { path: "a/b" }, { path: "pack.yaml" }],
    "a file and a folder at once",
  ],
])("an entry that %s is refused", async (_, entries, words) => {
  await expect(filesOfArchive(archive(entries), "x.tgz")).rejects.toThrow(words);
});

it.each([
  ["no archive", Buffer.from("no archive"), "expected a pack in a gzipped tar archive"],
  ["a tar that is cut off", gzipSync(Buffer.alloc(700, 1)), "cannot be unpacked"],
  ["a bomb", gzipSync(Buffer.alloc(100 * 1024 * 1024)), "expected a pack in a gzipped tar archive"],
])("%s is refused", async (_, bytes, words) => {
  await expect(filesOfArchive(bytes, "x.tgz")).rejects.toThrow(words);
});

it("a path that the plain form cannot say is refused when it is packed", () => {
  expect(() => packToArchive([packFile("z".repeat(300), "")])).toThrow("too long for an archive");
});

it("a signature holds for the hash that was signed, and by that key only", () => {
  const [ours, theirs] = [0, 1].map(() => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    return {
      secret: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      open: publicKey.export({ type: "spki", format: "pem" }).toString(),
    };
  });
  if (ours === undefined || theirs === undefined) throw new Error("two were made");
  const signature = signPack("a".repeat(64), ours.secret);
  expect(isSignedBy("a".repeat(64), signature, ours.open)).toBe(true);
  expect(isSignedBy("b".repeat(64), signature, ours.open)).toBe(false);
  expect(isSignedBy("a".repeat(64), signature, theirs.open)).toBe(false);
  expect(isSignedBy("a".repeat(64), "no signature", ours.open)).toBe(false);
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
  const pem = rsa.export({ type: "pkcs8", format: "pem" }).toString();
  expect(() => signPack("a", pem)).toThrow("no Ed25519 key");
});
