/**
 * `ApiReader` on a real API server. It owns nothing, changes nothing, and gives back what the server
 * sent, page by page. A page that the server is too busy for (429) is asked for again a few times,
 * after as long as the server says.
 */
import * as z from "zod";
import { collectGarbage } from "../../platform/collect-garbage.ts";
import { systemClock, type Clock } from "../../platform/clock.ts";
import type {
  ApiReader,
  ListTarget,
  NotRead,
  PageAnswer,
  ReadTarget,
} from "../../ports/api-reader.ts";
import {
  type Api,
  type ApiAnswer,
  type ApiRequest,
  isSuccess,
  readAnswer,
  refusal,
  wordsOf,
} from "./api.ts";
import { certificateEnd } from "./certificate-end.ts";
import { settledRefusals } from "./settled-refusals.ts";

/** Kubernetes' form for lists of which only the metadata is sent, with JSON for servers without it. */
const METADATA_ONLY =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
const MAX_TRIES = 4;
const DEFAULT_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5_000;

const pageSchema = z.object({
  metadata: z.object({ continue: z.string().default("") }).default({ continue: "" }),
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});

/** The reader over a way to an API server, which is found at `server`. */
export function kubernetesReader(
  way: Api,
  server: string,
  clock: Pick<Clock, "sleep"> = systemClock,
): ApiReader {
  const api = tidy(patient(settledRefusals(way), clock));
  return {
    list: (target) => list(api, target),
    get: async (target) => {
      const request = requestFor(target, "get");
      const answer = await api.send(request);
      return (
        notRead(answer) ?? {
          kind: "object",
          object: readAnswer(api, request, answer, z.looseObject({})),
        }
      );
    },
    text: async (target) => {
      const request = requestFor(target, "get");
      const answer = await api.send(request);
      const not = notRead(answer);
      if (not !== undefined) return not;
      if (!isSuccess(answer)) throw refusal(api, request, answer);
      return { kind: "text", text: answer.text };
    },
    servingCertificateEndsAtMs: () => certificateEnd(server),
  };
}

async function list(api: Api, target: ListTarget): Promise<PageAnswer> {
  const request = requestFor(target, "list");
  const answer = await api.send(request);
  if (answer.status === 410) return { kind: "expired" };
  const not = notRead(answer);
  if (not !== undefined) return not;
  const page = readAnswer(api, request, answer, pageSchema);
  const next = page.metadata.continue;
  return { kind: "page", items: page.items, next: next === "" ? undefined : next };
}

/** What is not there, and what we may not see. A method that a resource lacks (405) is not there either. */
function notRead(answer: ApiAnswer): NotRead | undefined {
  switch (answer.status) {
    case 403:
      return { kind: "denied", words: wordsOf(answer) };
    case 404:
    case 405:
      return { kind: "not-served" };
    default:
      return undefined;
  }
}

function requestFor(target: ReadTarget & Partial<ListTarget>, verb: "get" | "list"): ApiRequest {
  const { resource, group, path, limit, next, fieldSelector, labelSelector } = target;
  const query = Object.entries({ limit, continue: next, fieldSelector, labelSelector }).flatMap(
    ([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]),
  );
  return {
    verb,
    resource: resource === "" ? path : group === "" ? resource : `${resource}.${group}`,
    path,
    query: Object.fromEntries(query),
    accept: target.metadataOnly === true ? METADATA_ONLY : "application/json, text/plain",
  };
}

/** After so many letters of answers, what was read of them is given back. */
const TIDY_EVERY = 8_000_000;

/** Large answers, one after the other, would fill the memory before anybody cleared it. */
function tidy(api: Api): Api {
  let letters = 0;
  return {
    ...api,
    send: async (request) => {
      if (letters > TIDY_EVERY) {
        letters = 0;
        collectGarbage();
      }
      const answer = await api.send(request);
      letters += answer.text.length;
      return answer;
    },
  };
}

/** Asks again what the server had no time for, and says what it said when it never has. */
function patient(api: Api, clock: Pick<Clock, "sleep">): Api {
  return {
    ...api,
    send: async (request) => {
      for (let tries = 1; ; tries += 1) {
        const answer = await api.send(request);
        if (answer.status !== 429 || tries === MAX_TRIES) return answer;
        await clock.sleep(Math.min(answer.retryAfterMs ?? DEFAULT_WAIT_MS, MAX_WAIT_MS));
      }
    },
  };
}
