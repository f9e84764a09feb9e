import { expect, it } from "vitest";
import type { Anchor } from "../audit/anchor.ts";
import type { AnchorPort } from "./anchor-port.ts";

export interface AnchorPlace {
  readonly port: AnchorPort;
  /** What whoever looks there finds. */
  readonly kept: () => Promise<readonly Anchor[]>;
}

export const anchorOf = (seq: number, digest = `${seq}`): Anchor => ({
  schemaVersion: 1,
  kind: "Anchor",
  seq,
  atMs: seq * 1_000,
  events: seq * 10,
  digest,
  previous: "",
  key: "k",
  signature: "s",
});

/** What every place that keeps anchors must do. */
export function anchorPortSuite(open: () => Promise<AnchorPlace>): void {
  it("keeps anchors in their order", async () => {
    const { port, kept } = await open();
    await port.publish([anchorOf(1), anchorOf(2)]);
    await port.publish([anchorOf(3)]);
    expect((await kept()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect((await kept())[0]).toEqual(anchorOf(1));
  });

  it("keeps one that comes twice once, also after a part of them was kept", async () => {
    const { port, kept } = await open();
    await port.publish([anchorOf(1)]);
    await port.publish([anchorOf(1), anchorOf(2)]);
    await port.publish([anchorOf(1), anchorOf(2)]);
    expect((await kept()).map(({ seq }) => seq)).toEqual([1, 2]);
  });
}
