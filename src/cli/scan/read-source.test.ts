import { mkdirSync, truncateSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { readSource } from "./read-source.ts";
import { scanFolder } from "./scan-folder.fixture.ts";

const folder = scanFolder();

function read(name: string): string {
  const reading = readSource(folder.at(name));
  if (reading.kind === "text") return reading.text;
  const { file, line, reason } = reading.unread;
  return `${folder.placeless(file)}:${line} ${reason}`;
}

const text = "kind: Ä\n";
const utf16 = Buffer.from(text, "utf16le");

it.each([
  ["utf-8", Buffer.from(text)],
  ["utf-8 with a mark", Buffer.from(`\uFEFF${text}`)],
  ["utf-16, little end first", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
  [
    "utf-16, big end first",
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
  ],
])("reads %s", (name, bytes) => {
  folder.write({ [name]: bytes });
  expect(read(name)).toBe(text);
});

it("reads a large file whole, and a small one after it without what the large one left", () => {
  const large = "a: 1\n".repeat(200_000);
  folder.write({ large, small: "b: 2\n", empty: "" });
  expect(read("large")).toBe(large);
  expect(read("small")).toBe("b: 2\n");
  expect(read("empty")).toBe("");
});

it("says why it does not read what is binary, too large, a folder or not there", () => {
  folder.write({ binary: Buffer.from([0x7f, 0x45, 0x00, 0x01]), huge: "" });
  truncateSync(folder.at("huge"), 64 * 1024 * 1024 + 1);
  mkdirSync(folder.at("folder"));
  expect(read("binary")).toBe("binary:1 it is binary, not text");
  expect(read("huge")).toBe("huge:1 it has 65 MiB, more than the 64 MiB that are read of one file");
  expect(read("folder")).toMatch(/^folder:1 EISDIR/);
  expect(read("gone")).toBe("gone:1 there is no such file");
});

it("unpacks what is gzipped, and says when it cannot", () => {
  const packed = gzipSync(text);
  folder.write({ packed, torn: packed.subarray(0, 20), twice: gzipSync(packed) });
  folder.write({ bomb: gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1)) });
  expect(read("packed")).toBe(text);
  expect(read("torn")).toMatch(/^torn:1 it cannot be unpacked: /);
  expect(read("twice")).toBe("twice:1 it is packed twice");
  expect(read("bomb")).toMatch(/^bomb:1 it cannot be unpacked: /);
});
