import { generateKeyPairSync } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../platform/package-root.ts";
import { systemClock } from "../../platform/clock.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";

const example = path.join(packageRoot, "examples", "packs", "dns-care");

let dir = "";
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "fl-cli-pack-"))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const terminal = testTerminal();
  const clock = { ...systemClock, nowMs: () => Date.UTC(2026, 10, 21) };
  const code = await runCli([...args, "--data-dir", path.join(dir, "data")], terminal, clock);
  return { code, ...terminal.written };
}

const at = (...parts: readonly string[]): string => path.join(dir, ...parts);

/** A copy of the example, to be changed. */
function copy(name = "dns-care"): string {
  cpSync(example, at(name), { recursive: true });
  return at(name);
}

function change(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  writeFileSync(file, text.replace(from, to));
}

it("the example passes its tests", async () => {
  const { code, out, err } = await run("pack", "test", example);
  expect(out).not.toContain("FAILED");
  expect(err).toBe("12 tests, all passed\n");
  expect(code).toBe(0);
});

it("what init writes is valid, and its tests pass", async () => {
  const made = await run("pack", "init", at("night-watch"));
  expect(made).toMatchObject({ code: 0 });
  expect(made.out).toContain(at("night-watch", "actions", "check-dns", "action.yaml"));
  expect((await run("pack", "validate", at("night-watch"))).out).toMatch(
    /pack night-watch 0\.1\.0 is valid \([0-9a-f]{8}\)\n$/,
  );
  expect((await run("pack", "test", at("night-watch"))).err).toBe("6 tests, all passed\n");
});

it("init writes over nothing, and takes no name that is none", async () => {
  expect(await run("pack", "init", copy())).toMatchObject({
    code: 2,
    err: expect.stringContaining("holds something already"),
  });
  expect(await run("pack", "init", at("Night_Watch"))).toMatchObject({
    code: 2,
    err: expect.stringContaining('"Night_Watch" is no name of a pack'),
  });
  expect(existsSync(at("Night_Watch"))).toBe(false);
});

it("validate tells everything at once, with file, line and what was meant", async () => {
  const pack = copy();
  change(
    path.join(pack, "workflows/before.yaml"),
    "uses: dns-care/check-dns",
    "uses: dns-care/chek-dns",
  );
  change(path.join(pack, "checks/old-kernels.yaml"), "level: Will", "levle: Will");
  const wrong = await run("pack", "validate", pack);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("checks/old-kernels.yaml:7:3  spec.levle");
  change(path.join(pack, "checks/old-kernels.yaml"), "levle: Will", "level: Will");
  expect((await run("pack", "validate", pack)).err).toContain(
    'before.yaml:23:13  spec.steps[1].uses  unknown action "dns-care/chek-dns". Did you mean dns-care/check-dns?',
  );
});

it("a test that fails says what is and what was expected, with its line, and the command fails", async () => {
  const pack = copy();
  change(
    path.join(pack, "tests/all.yaml"),
    '"dns-2: dns-care/check-dns"',
    '"dns-3: dns-care/check-dns"',
  );
  change(path.join(pack, "tests/all.yaml"), "says: CHG7 is open", "says: CHG8 is open");
  const { code, out, err } = await run("pack", "test", pack);
  expect(code).toBe(1);
  expect(err).toBe("12 tests, 2 failed\n");
  expect(out).toContain("- dns-3: dns-care/check-dns");
  expect(out).toContain("+ dns-2: dns-care/check-dns");
  expect(out).toContain('it does not say "CHG8 is open", but: CHG7 is open');
  expect(out).toMatch(/FAILED {2}plan: the change first.*tests\/all\.yaml:8\)/);
});

it("a pack is removed by its name, unless another needs it, and what comes with fleetlift stays", async () => {
  await run("pack", "install", example);
  const needing = at("needing");
  mkdirSync(needing);
  writeFileSync(
    path.join(needing, "pack.yaml"),
    `apiVersion: fleetlift.dev/v1alpha1
kind: Pack
metadata: { name: needing }
spec: { version: 1.0.0, requires: { packs: { dns-care: ">=1.0.0" } } }
`,
  );
  await run("pack", "install", needing);
  const refused = await run("pack", "remove", "dns-care");
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('spec.requires.packs.dns-care  ">=1.0.0": there is no such pack');
  expect((await run("pack", "remove", "needing@1.0.0")).out).toContain(
    "pack needing 1.0.0 is removed (",
  );
  expect(await run("pack", "remove", "dns-care")).toMatchObject({ code: 0 });
  expect((await run("pack", "list", "-o", "name")).out).not.toContain("dns-care");
  expect(await run("pack", "remove", "dns-care")).toMatchObject({
    code: 2,
    err: expect.stringContaining("there is no pack dns-care"),
  });
  expect(await run("pack", "remove", "rolling")).toMatchObject({
    code: 2,
    err: expect.stringContaining("pack rolling comes with fleetlift"),
  });
});

describe("installed where no server runs", () => {
  it("it is listed and shown with what it may see, and the same again changes nothing", async () => {
    const first = await run("pack", "install", example);
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).toContain(
      "dns-care/change-approved makes calls over HTTP, sees CHANGES_URL, CHANGES_TOKEN of the server's environment",
    );
    expect((await run("pack", "install", example)).out).toBe(first.out);
    expect((await run("pack", "list", "-o", "name")).out).toContain("packs/dns-care@1.0.0\n");
    const shown = (await run("pack", "show", "dns-care")).out;
    expect(shown).toContain("dns-care/warm-caches  Warm the caches of DNS");
    expect(shown).toContain("runs     script sh actions/warm-caches/run.sh");
    expect(shown).toContain("addons/node-local-dns/1.26");
    const known = (await run("knowledge", "list", "addons")).out;
    expect(known).toMatch(/addons\/node-local-dns\/1\.26 .* pack dns-care /);
    expect(await run("knowledge", "show", "addons/node-local-dns/1.26")).toMatchObject({ code: 0 });
  });

  it("the same version with another content needs force", async () => {
    await run("pack", "install", example);
    const pack = copy();
    change(path.join(pack, "pack.yaml"), "Looks after", "Cares for");
    expect(await run("pack", "install", pack)).toMatchObject({
      code: 2,
      err: expect.stringContaining("--force"),
    });
    expect((await run("pack", "install", pack, "--force")).code).toBe(0);
    expect((await run("pack", "show", "dns-care")).out).toContain("Cares for DNS");
  });

  it("one that is not there, and one whose content was changed, are told in words", async () => {
    expect(await run("pack", "show", "nobody")).toMatchObject({ code: 2 });
    await run("pack", "install", example);
    const { out } = await run("pack", "list", "-o", "json");
    const { hash } = JSON.parse(out).items.find((one: { name: string }) => one.name === "dns-care");
    rmSync(at("data", "packs", hash, "pack.yaml"), { force: true });
    expect(await run("pack", "show", "dns-care")).toMatchObject({
      code: 3,
      err: expect.stringContaining("is gone, or was changed"),
    });
  });
});

it("export writes the same bytes each time, and what it wrote is the same pack", async () => {
  await run("pack", "export", example, "--out", at("a.tgz"));
  await run("pack", "export", copy(), "--out", at("b.tgz"));
  expect(readFileSync(at("a.tgz")).equals(readFileSync(at("b.tgz")))).toBe(true);
  const [folder, archive] = [
    await run("pack", "validate", example),
    await run("pack", "validate", at("a.tgz")),
  ];
  expect(archive.out.slice(-11)).toBe(folder.out.slice(-11));
  expect(await run("pack", "export", "rolling", "--out", at("r.tgz"))).toMatchObject({ code: 0 });
  expect(await run("pack", "export", "nobody")).toMatchObject({ code: 2 });
});

it("a signed pack is taken, one that was changed since or signed by others is refused", async () => {
  const keys = ["ours", "theirs"].map((name) => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    writeFileSync(at(`${name}.pem`), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(at(`${name}.pub`), publicKey.export({ type: "spki", format: "pem" }));
    return name;
  });
  expect(keys).toHaveLength(2);
  await run("pack", "export", example, "--out", at("a.tgz"), "--sign", at("ours.pem"));
  const install = (key: string, file = at("a.tgz")) =>
    run("pack", "install", file, "--verify", at(key));
  expect((await install("ours.pub")).code).toBe(0);
  expect(await install("theirs.pub")).toMatchObject({
    code: 2,
    err: expect.stringContaining("was not signed by the key"),
  });
  const other = copy();
  change(path.join(other, "pack.yaml"), "1.0.0", "1.0.1");
  await run("pack", "export", other, "--out", at("c.tgz"));
  cpSync(at("a.tgz.sig"), at("c.tgz.sig"));
  expect((await install("ours.pub", at("c.tgz"))).code).toBe(2);
  expect(await install("ours.pub", example)).toMatchObject({
    code: 2,
    err: expect.stringContaining("pack export --sign"),
  });
});

describe("planning in this process", () => {
  const mixed = path.join(packageRoot, "examples", "mixed");
  const plan = async (...more: readonly string[]) =>
    await run("plan", "--offline", "-f", mixed, "-o", "json", ...more);

  it("a plan pins the packs that it is made from, and no others", async () => {
    await run("pack", "install", example);
    const pins = (text: string): readonly string[] =>
      JSON.parse(text).packs.map(
        ({ name, version }: { name: string; version: string }) => `${name}@${version}`,
      );
    const made = pins((await plan()).out);
    expect(made).toContain("rolling@1.0.0");
    // Its check asked every cluster, and so decided.
    expect(made).toContain("dns-care@1.0.0");
  });

  it("--pack takes a folder in place of what is installed, and refuses one that is wrong", async () => {
    const pack = copy();
    change(path.join(pack, "pack.yaml"), "1.0.0", "1.1.0");
    await run("pack", "install", example);
    expect((await plan("--pack", pack)).out).toContain('"version": "1.1.0"');
    change(path.join(pack, "pack.yaml"), '">=0.1.0"', '">=99"');
    expect(await plan("--pack", pack)).toMatchObject({
      code: 2,
      err: expect.stringContaining("this is fleetlift"),
    });
  });
});
