import type { PriceTable } from "../model/prices.ts";
import type { Weights } from "../model/strategy-weights.ts";
import { exitCodes } from "./exit-codes.ts";
import type { FileDocument } from "./read-files.ts";
import { UserError } from "./user-error.ts";

/** What the files say of prices, and of the weights of auto in place of the bundled ones. */
export function givenPlanning(documents: readonly FileDocument[]): {
  readonly prices?: PriceTable;
  readonly weights?: Weights;
} {
  const prices = documents.flatMap(({ document, file }) =>
    document.kind === "Prices" ? [{ file, spec: document.spec }] : [],
  );
  const weights = documents.flatMap(({ document, file }) =>
    document.kind === "StrategyWeights" ? [{ file, spec: document.spec }] : [],
  );
  const [price] = atMostOne("Prices", prices);
  const [weight] = atMostOne("StrategyWeights", weights);
  return {
    ...(price === undefined ? {} : { prices: price.spec }),
    ...(weight === undefined ? {} : { weights: weight.spec }),
  };
}

/** Two of them would have to be reconciled, and nobody said how. */
function atMostOne<Given extends { readonly file: string }>(
  kind: string,
  given: readonly Given[],
): readonly Given[] {
  if (given.length < 2) return given;
  const files = [...new Set(given.map(({ file }) => file))].join(" and ");
  const message = `there are ${given.length} documents of kind ${kind}, in ${files}`;
  throw new UserError(message, "give one", exitCodes.wrongInput);
}
