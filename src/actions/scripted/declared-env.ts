import { PortError } from "../../ports/port-error.ts";
import type { PackActionParts } from "./pack-action.ts";

/** The variables that an action declares, with their values. Throws a terminal `PortError` that names one that is not set. */
export function declaredEnv({
  document,
  tools,
}: Pick<PackActionParts, "document" | "tools">): Readonly<Record<string, string>> {
  const names = document.spec.env ?? [];
  return Object.fromEntries(
    names.map((name) => {
      const value = tools.env(name);
      if (value === undefined) throw notSet(name);
      return [name, value];
    }),
  );
}

function notSet(name: string): PortError {
  return new PortError(
    "terminal",
    `the variable ${name}, which it declares, is not set where fleetlift runs: set it, and start the server again`,
  );
}

/** What is shorter may stand anywhere in words, and is no secret that is worth the name. */
const SHORTEST = 4;

/** The text with the values of declared variables taken out: it goes into records that many read. */
export function withoutSecrets(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (said, [name, value]) => (value.length < SHORTEST ? said : said.replaceAll(value, `[${name}]`)),
    text,
  );
}
