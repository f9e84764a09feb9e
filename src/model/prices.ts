import * as z from "zod";
import type { Data } from "./data.ts";
import { API_VERSION, metadataSchema } from "./names.ts";

const price = z.number().min(0, "expected a price of 0 or more");

/**
 * What machines cost, as the people who pay for them know it. fleetlift brings no prices: what has
 * no price here is said in words and never guessed.
 */
export const pricesSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Prices"),
    metadata: metadataSchema,
    spec: z.strictObject({
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, "expected a currency of three letters, like EUR")
        .describe("ISO 4217, like EUR."),
      perNodeHour: z
        .record(z.string().min(1), price)
        .optional()
        .describe("Price of one node for an hour, by instance type (m6i.large)."),
      anyNodeHour: price.optional().describe("Price of one node of any other instance type."),
      perControlPlaneHour: z
        .record(z.string().min(1), price)
        .optional()
        .describe("Price of one control plane for an hour, by kind of provider (eks)."),
      mostForSecondCluster: price
        .optional()
        .describe("A second cluster that would cost more than this is not proposed."),
    }),
  })
  .meta({ title: "Prices", description: "What nodes and control planes cost." });

export type PricesDocument = Data<typeof pricesSchema>;
export type PriceTable = PricesDocument["spec"];
