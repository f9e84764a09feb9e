import type { Json } from "../../model/data.ts";
import { fill } from "../../plan/workflow/template.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Variables } from "../../spec/cel.ts";

/** A call as it is written, with expressions in it. */
export interface RequestTemplate {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Json | undefined;
}

export interface FilledRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The call with its expressions filled in. Throws a terminal `PortError` when one cannot be, or what comes out is no address. */
export function fillRequest(template: RequestTemplate, variables: Variables): FilledRequest {
  const { method, url, headers = {}, body } = template;
  const filled = fill({ url, headers, body: body ?? null }, variables, []);
  const [wrong] = filled.complaints;
  if (wrong !== undefined) throw new PortError("terminal", wrong.message);
  // Fields that were filled keep their names.
  const done = filled.value as {
    readonly url: Json;
    readonly headers: Readonly<Record<string, Json>>;
    readonly body: Json;
  };
  const isJson = body !== undefined && typeof body !== "string";
  return {
    method,
    url: addressOf(done.url),
    headers: {
      ...(isJson && { "content-type": "application/json" }),
      ...Object.fromEntries(
        Object.entries(done.headers).map(([name, value]) => [
          name.toLowerCase(),
          headerText(value),
        ]),
      ),
    },
    body: body === undefined ? undefined : textOf(done.body, isJson),
  };
}

function addressOf(url: Json): string {
  const protocol = typeof url === "string" ? URL.parse(url)?.protocol : undefined;
  if (typeof url === "string" && /^https?:$/.test(protocol ?? "")) return url;
  throw new PortError("terminal", `${JSON.stringify(url)} is no address of http or https`);
}

/** The call in words: what stands for a secret need not make an address. */
export function shownRequest({ method, url }: RequestTemplate, variables: Variables): string {
  const { value, complaints } = fill(url, variables, []);
  const [wrong] = complaints;
  if (wrong !== undefined) throw new PortError("terminal", wrong.message);
  return `${method} ${textOf(value, false)}`;
}

/** A line break in a header would be another header. */
function headerText(value: Json): string {
  const text = textOf(value, false);
  if (!/[\r\n\0]/.test(text)) return text;
  throw new PortError("terminal", "a header holds a line break");
}

function textOf(value: Json, isJson: boolean): string {
  return typeof value === "string" && !isJson ? value : JSON.stringify(value);
}
