import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MetricsPort } from "./metrics-port.ts";

/** A place for metrics, in which the series `two{at="a"} 1` and `two{at="b"} 0` are. */
export interface MetricsPlace {
  readonly port: MetricsPort;
  /** After it, nobody answers. */
  end(): Promise<void>;
}

/** What every place for metrics promises. */
export function metricsPortSuite(name: string, makePlace: () => Promise<MetricsPlace>): void {
  describe(`metrics: ${name}`, () => {
    let place: MetricsPlace;
    beforeEach(async () => {
      place = await makePlace();
    });
    afterEach(() => place.end());

    it.each([
      ["vector(1)", 1],
      ["2 + 0.5", 2.5],
      ["sum(two)", 1],
      ['two{at="b"}', 0],
      ["min(two) < bool 1", 1],
    ])("%s is %d", async (query, value) => {
      expect(await place.port.query(query)).toEqual({ kind: "value", value });
    });

    it("what is not there is no data, and no number", async () => {
      expect(await place.port.query("nothing_of_this_name")).toEqual({ kind: "no-data" });
    });

    it.each([
      ["two", "2 samples"],
      ["sum(", "parse error"],
      ["0 / 0", "NaN"],
      ["two[5m]", "matrix"],
    ])("%s has no answer: %s", async (query, words) => {
      await expect(place.port.query(query)).rejects.toMatchObject({
        name: "PortError",
        class: "terminal",
        message: expect.stringContaining(words),
      });
    });

    it("nobody who answers may be back later", async () => {
      await place.end();
      await expect(place.port.query("vector(1)")).rejects.toMatchObject({
        name: "PortError",
        class: "transient",
      });
    });
  });
}
