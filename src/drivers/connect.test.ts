import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Member, Provider } from "../model/fleet.ts";
import { systemClock } from "../platform/clock.ts";
import { createConnect } from "./connect.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fleetlift-connect-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function member(provider: Provider): Member {
  return { name: "spoon", provider, access: {} };
}

describe("a member of the simulated world", () => {
  it("is asked through the world's socket, under the name that the world has for it", async () => {
    const socket = path.join(folder, "world.sock");
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end(JSON.stringify({ kind: "value", value: "u-1" }));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const connect = createConnect({ world: { socket } });
    const ports = await connect(member({ kind: "world", cluster: "shop-1" }));
    expect(await ports.cluster.identity()).toBe("u-1");
    expect(asked).toEqual(["/clusters/shop-1/identity"]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("waits for a world that is not served, because it may come back", async () => {
    const socket = path.join(folder, "world.sock");
    await expect(
      createConnect({ world: { socket } })(member({ kind: "world" })),
    ).rejects.toMatchObject({
      name: "PortError",
      class: "transient",
      message: `member spoon is in a simulated world, and none is served at ${socket}: start it with fleetlift up --world FILE`,
    });
  });

  it("is refused by a server that knows no world", async () => {
    await expect(createConnect({})(member({ kind: "world" }))).rejects.toMatchObject({
      class: "terminal",
      message:
        "member spoon is in a simulated world, and this server was started without one: fleetlift up --world FILE",
    });
  });
});

describe("a member of the lab", () => {
  const lab = () => ({ root: folder, clock: systemClock });

  it("has the lab for its provider, and the lab's kubeconfig for its API", async () => {
    mkdirSync(path.join(folder, "spoon"));
    writeFileSync(
      path.join(folder, "spoon", "kubeconfig"),
      `
clusters: [{ name: lab, cluster: { server: "http://127.0.0.1:1" } }]
contexts: [{ name: lab, context: { cluster: lab } }]
current-context: lab
`,
    );
    const { provider, cluster } = await createConnect({ lab: lab() })(member({ kind: "lab" }));
    // Nothing runs behind either; the words tell who was asked.
    await expect(provider.observe()).rejects.toThrow("fleetlift lab up spoon");
    expect((await cluster.readiness()).message).toContain("http://127.0.0.1:1 gave no answer");
  });

  it("that is not there says how to make it, under the lab's name for it", async () => {
    const connect = createConnect({ lab: lab() });
    await expect(connect(member({ kind: "lab", cluster: "one" }))).rejects.toMatchObject({
      class: "terminal",
      message: "member spoon is the lab cluster one, which is not there: fleetlift lab up one",
    });
  });

  it("is refused by a server that knows no lab", async () => {
    await expect(createConnect({})(member({ kind: "lab" }))).rejects.toMatchObject({
      class: "terminal",
      message: expect.stringContaining("is in the lab"),
    });
  });
});

it.each<Provider["kind"]>(["eks", "gke", "aks", "cluster-api", "openshift", "kubeadm"])(
  "a member of %s is reached through its kubeconfig, and nothing here upgrades it",
  async (kind) => {
    const kubeconfig = path.join(folder, "config");
    writeFileSync(
      kubeconfig,
      `
clusters: [{ name: far, cluster: { server: "http://127.0.0.1:1" } }]
contexts: [{ name: far, context: { cluster: far } }]
current-context: far
`,
    );
    const ports = await createConnect({})({ ...member({ kind }), access: { kubeconfig } });
    await expect(ports.provider.observe()).rejects.toThrow("http://127.0.0.1:1 gave no answer");
    expect(await ports.provider.startControlPlaneUpgrade({ to: "1.36.3", token: "t" })).toEqual({
      kind: "refused",
      why: `this version of fleetlift plans for provider ${kind} and does not carry out`,
    });
  },
);
