import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { buildOf, executable, isBuilt, type Build } from "./build-inputs.ts";
import { install, type InstallContext } from "./install.ts";
import { labSources } from "./releases.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-install-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Workshop {
  readonly build: Build;
  readonly context: InstallContext;
  readonly said: string[];
  /** How often the compiler was called to build. */
  readonly calls: () => number;
}

/** A cache of its own and a `go` that is a shell script: what it does for `go build` is given. */
function workshop(onBuild: string): Workshop {
  const place = mkdtempSync(path.join(folder, "case-"));
  const cache = path.join(place, "cache");
  const log = path.join(place, "calls");
  const go = path.join(place, "go");
  const output = 'while [ "$1" != -o ]; do shift; done; output=$2';
  const script = `#!/bin/sh
[ "$1" = version ] && { echo "go version go9.9"; exit 0; }
echo call >>"${log}"
${output}
${onBuild}
`;
  writeFileSync(go, script, { mode: 0o755 });
  const said: string[] = [];
  return {
    build: buildOf("kubernetes", "1.34.4", { sources: labSources, cache }),
    context: { clock: systemClock, cache, go, say: (line) => said.push(line) },
    said,
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0),
  };
}

const works = 'echo "k8s.io/api/core/v1" >&2; cat main.go go.mod >"$output"';

// Its processes are found through /proc.
const onLinux = it.skipIf(process.platform !== "linux");

onLinux("builds what is missing and gives every program its name", async () => {
  const { build, context, said } = workshop(works);
  expect(await install(build, context)).toMatchObject({ kind: "installed", built: true });
  for (const name of ["kube-apiserver", "hollow-node"]) {
    expect(readFileSync(executable(build, name), "utf8")).toContain("package main");
  }
  expect(said.at(-1)).toMatch(/^kubernetes 1\.34\.4: built in \d+s$/);
});

onLinux("never builds the same inputs twice", async () => {
  const { build, context, calls } = workshop(works);
  await install(build, context);
  expect(await install(build, context)).toMatchObject({ kind: "installed", built: false });
  expect(calls()).toBe(1);
});

onLinux("builds once when several ask at once", async () => {
  const { build, context, calls, said } = workshop(`sleep 0.3; ${works}`);
  const results = await Promise.all([1, 2, 3].map(() => install(build, context)));
  expect(results.map((result) => result.kind)).toEqual(["installed", "installed", "installed"]);
  expect(calls()).toBe(1);
  expect(said).toContain("kubernetes 1.34.4: another process builds it, waiting");
});

onLinux(
  "says what the compiler said when it fails, and leaves nothing that looks finished",
  async () => {
    const { build, context } = workshop(
      'echo "k8s.io/api/core/v1" >&2; echo "./main.go:7: undefined: app" >&2; exit 1',
    );
    expect(await install(build, context)).toEqual({
      kind: "cannot",
      why: "kubernetes 1.34.4 could not be built",
      help: "./main.go:7: undefined: app",
    });
    expect(isBuilt(build)).toBe(false);
    expect(readdirSync(context.cache)).toEqual(["locks"]);
  },
);

onLinux("does a build again whose process was killed half way", async () => {
  const { build, context } = workshop(works);
  mkdirSync(path.join(`${build.folder}.new`, "source"), { recursive: true });
  writeFileSync(path.join(`${build.folder}.new`, build.program), "half a binary");
  expect(await install(build, context)).toMatchObject({ kind: "installed", built: true });
  expect(readFileSync(executable(build, "kubernetes"), "utf8")).toContain("package main");
});

onLinux("says what to install when there is no Go", async () => {
  const { build, context } = workshop(works);
  const result = await install(build, { ...context, go: path.join(folder, "no-such-go") });
  expect(result).toMatchObject({ kind: "cannot", help: expect.stringContaining("install Go") });
});
