import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { providerSchema } from "../model/fleet.ts";
import type { InventoryPort } from "./inventory-port.ts";

/** A source that knows two clusters: one that can be read, and one that cannot. */
export interface InventorySource {
  /** Called again: the same source, read anew. */
  open(): InventoryPort;
  readonly reachable: { readonly name: string; readonly version: string };
  readonly unreachable: string;
  /** Something that must never be told: a token, a key. */
  readonly secret: string;
  /** Methods and paths that were asked of servers. */
  requests(): readonly string[];
  /** What a source that is not there says. */
  openMissing(): InventoryPort;
  end(): Promise<void>;
}

/** What every source of clusters promises. */
export function inventoryPortSuite(name: string, makeSource: () => Promise<InventorySource>): void {
  describe(`inventory: ${name}`, () => {
    let source: InventorySource;
    beforeEach(async () => {
      source = await makeSource();
    });
    afterEach(() => source.end());

    it("lists every cluster once, sorted by where it was found, and the same each time", async () => {
      const listed = await source.open().list();
      expect(listed.map((one) => one.name).toSorted()).toEqual(
        [source.reachable.name, source.unreachable].toSorted(),
      );
      const sources = listed.map((one) => one.source);
      expect(sources).toEqual([...new Set(sources)].toSorted());
      expect(await source.open().list()).toEqual(listed);
    });

    it("says the version that runs where it could be read", async () => {
      const listed = await source.open().list();
      expect(listed.find((one) => one.name === source.reachable.name)).toMatchObject({
        version: source.reachable.version,
        unread: undefined,
      });
    });

    it("lists what cannot be read too, with why", async () => {
      const listed = await source.open().list();
      expect(listed.find((one) => one.name === source.unreachable)).toMatchObject({
        version: undefined,
        unread: expect.stringMatching(/\w/),
      });
    });

    it("guesses providers that a fleet may have, with what the guess rests on", async () => {
      for (const { provider } of await source.open().list()) {
        expect(provider.why).toMatch(/\w/);
        if (provider.kind === "known") {
          expect(providerSchema.parse(provider.provider)).toEqual(provider.provider);
        }
      }
    });

    it("refers to credentials and never tells them, and only reads", async () => {
      const listed = await source.open().list();
      expect(JSON.stringify(listed)).not.toContain(source.secret);
      for (const { access } of listed) expect(access.context).toMatch(/\w/);
      const asked = source.requests();
      expect(asked.filter((request) => !request.startsWith("GET "))).toEqual([]);
      expect(asked.filter((request) => request.includes("/secrets"))).toEqual([]);
    });

    it("a source that is not there is an error with words, and not an empty list", async () => {
      await expect(source.openMissing().list()).rejects.toMatchObject({
        name: "PortError",
        class: "terminal",
        message: expect.stringMatching(/\w/),
      });
    });
  });
}
