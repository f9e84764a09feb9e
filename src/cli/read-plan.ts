import { existsSync, readFileSync } from "node:fs";
import { contentHash } from "../model/hash.ts";
import { planSchema, type Plan } from "../model/plan.ts";
import { readStandardInput } from "../platform/read-standard-input.ts";
import { isServed, openApi } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { UserError } from "./user-error.ts";

export interface NamedPlan {
  readonly plan: Plan;
  readonly hash: string;
}

/** A plan by the name of its file (`fleetlift plan -o json` writes one; `-` is stdin), or by the first digits of its hash where a server runs. */
export async function readPlan(
  name: string,
  options: { readonly dataDir?: string },
): Promise<NamedPlan> {
  const plan =
    name === "-" || existsSync(name) ? await planInFile(name) : await planAtServer(name, options);
  return { plan, hash: contentHash(plan) };
}

async function planInFile(file: string): Promise<Plan> {
  const { parse } = await import("yaml");
  let data: unknown;
  try {
    data = parse(file === "-" ? readStandardInput() : readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${String(error)}`, "", exitCodes.wrongInput);
  }
  const { data: plan, error } = planSchema.safeParse(data);
  if (plan !== undefined) return plan;
  const wrong = error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join(".") || "the document"}: ${message}`);
  throw new UserError(
    `${file} is no plan: ${wrong.join("; ")}`,
    "a plan is what fleetlift plan -o json prints",
    exitCodes.wrongInput,
  );
}

async function planAtServer(hash: string, options: { readonly dataDir?: string }): Promise<Plan> {
  const isHash = /^[0-9a-f]{4,64}$/.test(hash);
  if (isHash && (await isServed(options))) {
    return await openApi(options).get<Plan>(`/plans/${hash}`);
  }
  throw new UserError(
    isHash ? `no server runs to ask for plan ${hash}` : `there is no file ${hash}`,
    "name a file that fleetlift plan -o json wrote, or start the server with fleetlift up",
    exitCodes.wrongInput,
  );
}
