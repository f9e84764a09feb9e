import { createRoute, z } from "@hono/zod-openapi";
import {
  baselineSchema,
  gateEvidenceSchema,
  type Baseline,
  type GateEvidence,
} from "../../actions/health-signals/evidence.ts";
import type { RecordPort } from "../../ports/record-port.ts";
import type { Core } from "../core.ts";
import { Refusal } from "../problem.ts";
import { problems, reply, type Api } from "./route.ts";

const evidenceSchema = z.discriminatedUnion("kind", [
  baselineSchema.meta({ id: "Baseline" }),
  gateEvidenceSchema.meta({ id: "GateEvidence" }),
]);

/** What a verdict rests on, or what a cluster was like before. */
export type Evidence = Baseline | GateEvidence;

const one = createRoute({
  method: "get",
  path: "/evidence/{hash}",
  summary:
    "What a gate's verdict rests on, or a baseline, by its hash or by the first digits of it",
  request: {
    params: z.object({
      hash: z.string().regex(/^[0-9a-f]{6,64}$/, "expected six digits or more of a hash"),
    }),
  },
  responses: { 200: reply(evidenceSchema, "the evidence"), ...problems },
});

export function addEvidence(app: Api, core: Core): void {
  app.openapi(one, async (context) =>
    context.json(await evidenceOf(core.records, context.req.valid("param").hash), 200),
  );
}

/** More blobs than this do not begin with the same six digits. */
const MOST = 20;

/** Of all that is kept under hashes, plans and snapshots included, only evidence is shown here. */
async function evidenceOf(
  records: Pick<RecordPort, "findBlobs" | "getBlob">,
  prefix: string,
): Promise<Evidence> {
  const hashes = await records.findBlobs(prefix, MOST);
  const blobs = await Promise.all(hashes.map((hash) => records.getBlob(hash)));
  const found = blobs.flatMap((json) => {
    const { data } = evidenceSchema.safeParse(json === undefined ? undefined : JSON.parse(json));
    return data === undefined ? [] : [data];
  });
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw only === undefined
    ? new Refusal(
        404,
        `there is no evidence ${prefix}`,
        "the words of a gate name it: fleetlift explain CLUSTER",
      )
    : new Refusal(
        404,
        `${found.length} pieces of evidence begin with ${prefix}`,
        "write more of it",
      );
}
