import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Access } from "../../model/fleet.ts";
import { findAccess, kubeconfigFiles } from "./kubeconfig.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fleetlift-kubeconfig-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, text);
  return at;
}

function config(names: readonly string[], current: string, port = 1): string {
  const list = (entry: (name: string) => string) => `[${names.map(entry).join(", ")}]`;
  return `
clusters: ${list((name) => `{ name: ${name}, cluster: { server: "https://127.0.0.1:${port}" } }`)}
users: ${list((name) => `{ name: ${name}, user: { token: ${name}-${port} } }`)}
contexts: ${list((name) => `{ name: ${name}, context: { cluster: ${name}, user: ${name} } }`)}
current-context: ${current}
`;
}

/** Server and token that kubectl would use too. */
async function found(access: Access, env: Readonly<Record<string, string>> = {}) {
  const { config: chosen, server, source } = await findAccess(access, (name) => env[name]);
  return { server, source, token: chosen.getCurrentUser()?.token };
}

describe("where a kubeconfig is looked for", () => {
  it.each<readonly [string, Access, Readonly<Record<string, string>>, readonly string[]]>([
    ["the access names it", { kubeconfig: "/x" }, { KUBECONFIG: "/y", HOME: "/h" }, ["/x"]],
    ["KUBECONFIG lists files", {}, { KUBECONFIG: "/y::/z", HOME: "/h" }, ["/y", "/z"]],
    ["nothing is set", {}, { HOME: "/h" }, ["/h/.kube/config"]],
    ["KUBECONFIG lists nothing", {}, { KUBECONFIG: ":", HOME: "/h" }, ["/h/.kube/config"]],
    ["there is no home", {}, {}, []],
  ])("%s", (_, access, env, files) => {
    expect(kubeconfigFiles(access, (name) => env[name])).toEqual(files);
  });
});

describe("what is found in it", () => {
  it("is the current context, or the one that is asked for", async () => {
    const kubeconfig = await file("config", config(["a", "b"], "a"));
    expect(await found({ kubeconfig })).toMatchObject({ token: "a-1" });
    expect(await found({ kubeconfig, context: "b" })).toEqual({
      server: "https://127.0.0.1:1",
      source: `context "b" of ${kubeconfig}`,
      token: "b-1",
    });
  });

  it("is merged from several files: the first to name a thing counts, missing files do not", async () => {
    const first = await file("first", config(["a"], '""', 1));
    const second = await file("second", config(["a", "b"], "b", 2));
    const KUBECONFIG = [path.join(folder, "missing"), first, second].join(path.delimiter);
    expect(await found({}, { KUBECONFIG })).toMatchObject({ token: "b-2" });
    expect(await found({ context: "a" }, { KUBECONFIG })).toMatchObject({ token: "a-1" });
  });

  it("is read anew each time, because credentials change", async () => {
    const kubeconfig = await file("config", config(["a"], "a", 1));
    expect(await found({ kubeconfig })).toMatchObject({ token: "a-1" });
    await file("config", config(["a"], "a", 2));
    expect(await found({ kubeconfig })).toMatchObject({ token: "a-2" });
  });

  it("may keep its token in a file beside it", async () => {
    await file("token", "from-a-file");
    const text = config(["a"], "a").replace("token: a-1", "tokenFile: token");
    const kubeconfig = await file("config", text);
    const access = await findAccess({ kubeconfig }, () => undefined);
    const options: { headers?: Record<string, string> } = {};
    await access.config.applyToHTTPSOptions(options);
    expect(options.headers).toMatchObject({ Authorization: "Bearer from-a-file" });
  });

  it("may have no user, and still trusts the authority that it names", async () => {
    const text = config(["a"], "a")
      .replace(", user: a }", " }")
      .replace("server:", "certificate-authority-data: Y2E=, server:");
    const kubeconfig = await file("config", text);
    const access = await findAccess({ kubeconfig }, () => undefined);
    const options: { ca?: unknown } = {};
    await access.config.applyToHTTPSOptions(options);
    expect(String(options.ca)).toBe("ca");
  });

  it("loses its credentials when the server has no TLS, as with kubectl proxy", async () => {
    const kubeconfig = await file("config", config(["a"], "a").replace("https:", "http:"));
    expect((await found({ kubeconfig })).token).toBeUndefined();
  });
});

describe("what is wrong is told with the file", () => {
  it.each<readonly [string, string, Access, string]>([
    ["an unknown context", config(["a", "b"], "a"), { context: "c" }, 'no context "c" in'],
    ["the contexts that there are", config(["a", "b"], "a"), { context: "c" }, "there are: a, b"],
    ["no current context", config(["a"], '""'), {}, "has no current context"],
    [
      "a context without its cluster",
      config(["a"], "a").replace("cluster: a,", "cluster: z,"),
      {},
      'names the cluster "z", which is not there',
    ],
    [
      "a context without its user",
      config(["a"], "a").replace("user: a }", "user: z }"),
      {},
      'names the user "z", which is not there',
    ],
    ["no YAML", "{", {}, "cannot be read"],
    ["an entry without its server", "clusters: [{ name: a, cluster: {} }]", {}, "cannot be read"],
    ["an empty file", "{}", {}, "no cluster in"],
  ])("%s", async (_, text, access, words) => {
    const kubeconfig = await file("config", text);
    await expect(found({ ...access, kubeconfig })).rejects.toMatchObject({
      name: "PortError",
      class: "terminal",
      message: expect.stringContaining(words),
    });
    await expect(found({ ...access, kubeconfig })).rejects.toThrow(kubeconfig);
  });

  it("the words never show what is around the fault: it may be a token or a key", async () => {
    const text = "users:\n- name: me\n  user:\n    token: hush-1\n   client-key-data: hush-2\n";
    const kubeconfig = await file("config", text);
    const error: unknown = await found({ kubeconfig }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("bad indentation") });
    expect(inspect(error, { depth: 10 })).not.toContain("hush");
  });

  it("a file that is not there, or no home to look in", async () => {
    const kubeconfig = path.join(folder, "missing");
    await expect(found({ kubeconfig })).rejects.toThrow(`no cluster in ${kubeconfig}`);
    await expect(found({})).rejects.toThrow("$HOME is not set");
  });
});
