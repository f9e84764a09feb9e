import { expect, it } from "vitest";
import type { Event } from "../model/event.ts";
import {
  fleetDocument,
  rolloutDocument,
  testServer,
  type TestServer,
} from "./test-core.fixture.ts";

const ROOT = "http://localhost/apis/fleetlift.dev/v1alpha1";

async function planned(): Promise<TestServer> {
  const server = testServer();
  await server.ask("POST", "/apply", {
    documents: [fleetDocument(), rolloutDocument("Initialize")],
  });
  return server;
}

/** Server-sent messages of one request, one at a time. */
function follow({ fetch }: TestServer, headers: Readonly<Record<string, string>> = {}) {
  let text = "";
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return async (): Promise<{ id: string; events: readonly Event[] } | undefined> => {
    reader ??= (
      await fetch(
        new Request(`${ROOT}/events`, { headers: { accept: "text/event-stream", ...headers } }),
      )
    ).body?.getReader();
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (name: string): string =>
          block
            .split("\n")
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2) ?? "";
        return { id: field("id"), events: JSON.parse(field("data")) };
      }
      const chunk = await reader?.read();
      if (chunk?.value === undefined) return undefined;
      text += new TextDecoder().decode(chunk.value);
    }
  };
}

const kinds = (message: { events: readonly Event[] } | undefined): readonly string[] =>
  message?.events.map(({ kind }) => kind) ?? [];

it("lists events page by page, of a rollout or of a cluster", async () => {
  const { ask } = await planned();
  await ask("POST", "/rollouts/kubernetes-1-36/orders", { kind: "run" });
  const first = await ask("GET", "/events?limit=1");
  expect(first.body).toMatchObject({ items: [{ kind: "rollout.planned" }] });
  const { next } = first.body as { next: string };
  expect(await ask("GET", `/events?limit=1&after=${next}`)).toMatchObject({
    body: { items: [{ kind: "rollout.runs", actor: "ana" }] },
  });
  expect(await ask("GET", "/events?rollout=other")).toMatchObject({ body: { items: [] } });
  expect(await ask("GET", "/events?cluster=shop-2")).toMatchObject({
    body: { items: [{ kind: "cluster.waits", clusters: ["shop-2"] }] },
  });
});

it("streams what happened and then what happens, and goes on where it was cut", async () => {
  const server = await planned();
  const next = follow(server);
  const first = await next();
  expect(kinds(first)).toEqual(["rollout.planned"]);
  await server.ask("POST", "/rollouts/kubernetes-1-36/orders", { kind: "stop" });
  await server.ask("POST", "/rollouts/kubernetes-1-36/orders", { kind: "run" });
  const live = await next();
  expect(kinds(live)[0]).toBe("rollout.runs");
  const resumed = follow(server, { "last-event-id": first?.id ?? "" });
  expect(kinds(await resumed())).toEqual(kinds(live));
  server.closing.abort();
});

it("ends its streams when the server closes", async () => {
  const server = await planned();
  const next = follow(server);
  await next();
  server.closing.abort();
  expect(await next()).toBeUndefined();
});
