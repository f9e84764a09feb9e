import type { Identity } from "../model/identity.ts";
import type { TokenView } from "../server/access/tokens.ts";
import { roughTime } from "../report/time-words.ts";
import type { Status } from "../server/routes/status.ts";
import { openApi, type ApiOptions } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { renderObjects, type Format, type Look } from "./render/output.ts";

export interface CreateTokenOptions {
  readonly right: readonly string[];
  readonly group: readonly string[];
  readonly expires?: string;
}

type PrintOptions = ApiOptions & { readonly output?: Exclude<Format, "table"> };

/** Makes a token: its text alone goes to stdout, so that it can be kept in a file. */
export async function createToken(
  cli: Cli,
  name: string,
  { right, group, expires }: CreateTokenOptions,
  options: ApiOptions,
): Promise<void> {
  const body = { name, rights: right, groups: group, ...(expires !== undefined && { expires }) };
  const { text, token } = await openApi(options).send<{
    readonly text: string;
    readonly token: TokenView;
  }>("POST", "/tokens", body);
  cli.terminal.out(`${text}\n`);
  const groups = token.groups.length === 0 ? "" : `, of ${token.groups.join(", ")}`;
  const until = new Date(token.expiresAtMs).toISOString();
  cli.terminal.err(
    `token ${token.id} of ${name} (${token.rights.join(", ")}${groups}) holds until ${until}; it is shown this once\n`,
  );
}

export async function listTokens(cli: Cli, { output, ...options }: PrintOptions): Promise<void> {
  const api = openApi(options);
  const { clock } = await api.get<Status>("/status");
  const { items } = await api.get<{ readonly items: readonly TokenView[] }>("/tokens");
  cli.terminal.out(await renderObjects(tokenLook(clock.nowMs), items, output ?? "table", false));
  if (items.length === 0) cli.terminal.err("there are no tokens\n");
}

export async function revokeTokens(cli: Cli, name: string, options: ApiOptions): Promise<void> {
  const { items } = await openApi(options).send<{ readonly items: readonly TokenView[] }>(
    "POST",
    `/tokens/${encodeURIComponent(name)}/revoke`,
    {},
  );
  for (const token of items) cli.terminal.err(`token ${token.id} of ${token.name} is revoked\n`);
}

export async function showIdentity(cli: Cli, { output, ...options }: PrintOptions): Promise<void> {
  const identity = await openApi(options).get<Identity>("/identity");
  cli.terminal.out(await renderObjects(identityLook, [identity], output ?? "table", true));
}

const tokenLook = (nowMs: number): Look<TokenView> => ({
  kind: "tokens",
  name: ({ id }) => id,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "rights", value: ({ rights }) => rights.join(",") },
    { title: "groups", value: ({ groups }) => groups.join(",") },
    { title: "state", value: (token) => stateOf(token, nowMs) },
    { title: "id", value: ({ id }) => id },
    { title: "by", value: ({ createdBy }) => createdBy, wide: true },
    { title: "age", value: ({ createdAtMs }) => roughTime(nowMs - createdAtMs), wide: true },
  ],
});

function stateOf({ revokedAtMs, expiresAtMs }: TokenView, nowMs: number): string {
  if (revokedAtMs !== undefined) return "revoked";
  return nowMs >= expiresAtMs ? "expired" : `${roughTime(expiresAtMs - nowMs)} left`;
}

const identityLook: Look<Identity> = {
  kind: "identities",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "proved by", value: ({ by }) => by },
    { title: "rights", value: ({ rights }) => rights.join(",") },
    { title: "groups", value: ({ groups }) => groups.join(",") },
  ],
};
