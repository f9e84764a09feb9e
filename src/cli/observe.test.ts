import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { type ServedWorld, serveWorld } from "../drivers/world/serve-world.ts";
import { systemClock } from "../platform/clock.ts";
import { packageRoot } from "../platform/package-root.ts";
import { worldFolder } from "../server/outsides.ts";
import { smallWorldDocument } from "../world/small-world.fixture.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

let dir: string;
let world: ServedWorld;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-observe-"));
  world = await serveWorld({ document: smallWorldDocument(), dir: worldFolder(dir), speed: 1 });
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});

async function run(...args: readonly string[]) {
  const terminal = testTerminal();
  const code = await runCli([...args, "--data-dir", dir], terminal, systemClock);
  return { code, ...terminal.written };
}

function written(name: string, text: string): string {
  const file = path.join(dir, name);
  writeFileSync(file, text);
  return file;
}

function fleetFile(...clusters: readonly string[]): string {
  const list = clusters.map((name) => `    - { name: ${name}, provider: { kind: world } }`);
  return written(
    `${clusters.join("-")}.yaml`,
    `apiVersion: fleetlift.dev/v1alpha1\nkind: Fleet\nmetadata: { name: small }\nspec:\n  clusters:\n${list.join("\n")}\n`,
  );
}

const rolloutFile = (): string =>
  written(
    "rollout.yaml",
    `apiVersion: fleetlift.dev/v1alpha1
kind: Rollout
metadata: { name: next }
spec:
  fleet: small
  target: { kubernetes: "1.35" }
  strategy: rolling
  stages: [{ name: all, selector: {} }]
`,
  );

describe("fleetlift observe", () => {
  it("shows a line for each cluster, and what was not seen", async () => {
    const { code, out, err } = await run("observe", "-f", fleetFile("shop"));
    expect(code).toBe(0);
    expect(out).toMatch(
      /^CLUSTER +VERSION +KUBELETS +NODES +WORKLOADS +BUDGETS +ADD-ONS +NOT SEEN\n/,
    );
    expect(out).toMatch(/\nshop +1\.34\.4 +1\.34\.4 +5 +5 +5 +0 +queries\n$/);
    expect(err).toMatch(/^not seen: queries: /);
  });

  it("names clusters behind the file, and says which there is not", async () => {
    const file = fleetFile("shop");
    expect(await run("observe", "-f", file, "shop", "-o", "name")).toEqual({
      code: 0,
      out: "snapshots/shop\n",
      err: "",
    });
    expect(await run("observe", "-f", file, "shp")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no cluster shp.*\n.*did you mean shop\?/),
    });
  });

  it("says of a cluster that cannot be seen why, shows the others, and ends with 1", async () => {
    const { code, out, err } = await run(
      "observe",
      "-f",
      fleetFile("shop", "nobody"),
      "-o",
      "wide",
    );
    expect(code).toBe(1);
    expect(out).toContain("\nshop ");
    expect(err).toContain("nobody could not be seen: there is no cluster nobody");
  });

  it("needs a fleet", async () => {
    expect(await run("observe")).toMatchObject({
      code: 2,
      err: expect.stringContaining("name the file of a fleet with -f"),
    });
    expect(await run("observe", "-f", rolloutFile())).toMatchObject({
      code: 2,
      err: expect.stringContaining("there is no Fleet in these files"),
    });
  });

  it("prints the rights that it needs, none of which changes anything", async () => {
    const { code, out } = await run("observe", "--rbac");
    expect(code).toBe(0);
    expect(out).toBe(readFileSync(path.join(packageRoot, "deploy", "observe-rbac.yaml"), "utf8"));
    const verbs = parseAllDocuments(out).flatMap((document) => {
      const { rules = [] } = document.toJS() as {
        readonly rules?: readonly { readonly verbs: readonly string[] }[];
      };
      return rules.flatMap((rule) => rule.verbs);
    });
    expect(new Set(verbs)).toEqual(new Set(["get", "list"]));
  });
});

describe("snapshots that were printed", () => {
  it("are valid documents, one for each cluster", async () => {
    const { out } = await run("observe", "-f", fleetFile("shop"), "-o", "yaml");
    const file = written("snapshots.yaml", out);
    expect(await run("validate", file)).toEqual({
      code: 0,
      out: `${file}: Snapshot shop is valid\n`,
      err: "",
    });
  });

  it("are what a plan is made from, in place of looking", async () => {
    const { out } = await run("observe", "-f", fleetFile("shop"), "-o", "yaml");
    const far = out.replace("name: shop", "name: far").replace("member: shop", "member: far");
    const files = ["-f", fleetFile("far"), "-f", rolloutFile()];
    const looked = await run("plan", ...files, "--offline");
    expect(looked.out).toContain("it could not be observed: there is no cluster far");
    const given = await run("plan", ...files, "-f", written("far-snapshot.yaml", far), "--offline");
    expect(given.err).toBe("");
    expect(given.out).not.toContain("could not be observed");
  });

  it("of one cluster are the same document as JSON", async () => {
    const args = ["observe", "-f", fleetFile("shop"), "shop", "-o"];
    const json = JSON.parse((await run(...args, "json")).out) as { readonly spec: object };
    const yaml = parse((await run(...args, "yaml")).out) as { readonly spec: object };
    expect({ ...json.spec, observedAtMs: 0 }).toEqual({ ...yaml.spec, observedAtMs: 0 });
  });
});
