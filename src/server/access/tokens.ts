import * as z from "zod";
import type { Data } from "../../model/data.ts";
import { rightSchema, type Identity } from "../../model/identity.ts";
import { canonicalJson } from "../../model/hash.ts";
import type { RecordPort } from "../../ports/record-port.ts";
import { isSecretOf, newToken, readToken, secretHash } from "./token-text.ts";

const KIND = "Token";

/** A token as it is kept: who holds it and what they may do, and of its secret the hash only. */
const keptTokenSchema = z.strictObject({
  id: z.string(),
  secretHash: z.string(),
  name: z.string(),
  rights: z.array(rightSchema),
  groups: z.array(z.string()),
  createdBy: z.string(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  revokedAtMs: z.number().optional(),
});

type KeptToken = Data<typeof keptTokenSchema>;

/** A token as it is shown: everything but what would prove it. */
export type TokenView = Omit<KeptToken, "secretHash">;

export type TokenRequest = Pick<KeptToken, "name" | "rights" | "groups" | "createdBy"> & {
  readonly lifeMs: number;
};

/** Why a token proves nothing, or whom it proves. */
export type Proof =
  | { readonly kind: "proved"; readonly identity: Identity }
  | { readonly kind: "not-proved"; readonly why: string };

/** Makes a token. Its text is given this once, and kept nowhere. */
export async function createToken(
  records: RecordPort,
  { lifeMs, ...request }: TokenRequest,
  nowMs: number,
): Promise<{ readonly text: string; readonly token: TokenView }> {
  const { id, secret, text } = newToken();
  const token = { id, ...request, createdAtMs: nowMs, expiresAtMs: nowMs + lifeMs };
  await keep(records, { ...token, secretHash: secretHash(secret) });
  return { text, token };
}

/** Whom a token proves at this moment. An unknown one and a wrong secret are told apart by nobody. */
export async function proveToken(records: RecordPort, text: string, nowMs: number): Promise<Proof> {
  const parts = readToken(text);
  const kept = parts === undefined ? undefined : await find(records, parts.id);
  if (parts === undefined || kept === undefined || !isSecretOf(kept.secretHash, parts.secret)) {
    return { kind: "not-proved", why: "the token is not known" };
  }
  const { name, rights, groups, revokedAtMs, expiresAtMs } = kept;
  if (revokedAtMs !== undefined)
    return { kind: "not-proved", why: `the token of ${name} was revoked` };
  if (nowMs >= expiresAtMs) return { kind: "not-proved", why: `the token of ${name} has expired` };
  return { kind: "proved", identity: { name, by: "token", rights, groups } };
}

/** All tokens, the oldest first. */
export async function listTokens(records: RecordPort): Promise<readonly TokenView[]> {
  const all: TokenView[] = [];
  for (let after = ""; ;) {
    const { documents, next } = await records.listDocuments({ kind: KIND, after, limit: 500 });
    all.push(...documents.map(({ json }) => viewOf(keptTokenSchema.parse(JSON.parse(json)))));
    if (next === after || documents.length === 0) break;
    after = next;
  }
  return all.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
}

/** Takes every token of a name, or the one of an id, out of force. Says which; none when there was none in force. */
export async function revokeTokens(
  records: RecordPort,
  nameOrId: string,
  nowMs: number,
): Promise<readonly TokenView[]> {
  const chosen = (await listTokens(records)).filter(
    ({ id, name, revokedAtMs }) =>
      (id === nameOrId || name === nameOrId) && revokedAtMs === undefined,
  );
  for (const { id } of chosen) {
    const kept = await find(records, id);
    if (kept !== undefined) await keep(records, { ...kept, revokedAtMs: nowMs });
  }
  return chosen.map((token) => ({ ...token, revokedAtMs: nowMs }));
}

async function find(records: RecordPort, id: string): Promise<KeptToken | undefined> {
  const stored = await records.getDocument(KIND, id);
  return stored === undefined ? undefined : keptTokenSchema.parse(JSON.parse(stored.json));
}

async function keep(records: RecordPort, token: KeptToken): Promise<void> {
  await records.putDocument({ kind: KIND, name: token.id, json: canonicalJson(token) });
}

function viewOf(token: KeptToken): TokenView {
  const { secretHash: _, ...view } = token;
  return view;
}
