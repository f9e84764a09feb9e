import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Api, ApiAnswer, ApiRequest } from "./api.ts";
import { listAll } from "./list-all.ts";

/** A way to a server that gives these answers, one after the other, the last again and again. */
function answering(...answers: readonly ApiAnswer[]): Api & { readonly asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  return {
    source: "a test",
    asked,
    send: async (request) => {
      asked.push(request);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer === undefined) throw new Error("a script needs an answer");
      return answer;
    },
  };
}

function page(items: readonly string[] | null, next?: string): ApiAnswer {
  const text = JSON.stringify({ metadata: { continue: next }, items });
  return { status: 200, retryAfterMs: undefined, text };
}

const FORGOTTEN: ApiAnswer = { status: 410, retryAfterMs: undefined, text: "too old" };

function list(api: Api) {
  const request = { resource: "letters", path: "/letters", query: { fieldSelector: "x" } };
  return listAll(api, request, z.string());
}

describe("a list in pages", () => {
  it("is read to the end", async () => {
    const api = answering(page(["a", "b"], "2"), page(["c"], "3"), page(["d"]));
    expect(await list(api)).toEqual(["a", "b", "c", "d"]);
    expect(api.asked.map((request) => request.query)).toEqual([
      { fieldSelector: "x", limit: "500" },
      { fieldSelector: "x", limit: "500", continue: "2" },
      { fieldSelector: "x", limit: "500", continue: "3" },
    ]);
  });

  it("begins again when the server has forgotten it, and keeps nothing of what was read", async () => {
    const api = answering(page(["a", "old"], "2"), FORGOTTEN, page(["a"], "2"), page(["b"]));
    expect(await list(api)).toEqual(["a", "b"]);
  });

  it("that is forgotten each time may pass", async () => {
    const api = answering(FORGOTTEN);
    await expect(list(api)).rejects.toMatchObject({
      class: "transient",
      message: "cannot list letters: the list went stale 4 times while it was read",
    });
    expect(api.asked).toHaveLength(4);
  });

  it("stops at the first page that is refused", async () => {
    const api = answering(page(["a"], "2"), { status: 403, retryAfterMs: undefined, text: "no" });
    await expect(list(api)).rejects.toMatchObject({ class: "terminal" });
  });

  it("may be empty, also as Go writes an empty list", async () => {
    expect(await list(answering(page([])))).toEqual([]);
    expect(await list(answering(page(null)))).toEqual([]);
  });
});
