/** What every host promises, whatever it is made of. */
import { beforeAll, describe, expect, it } from "vitest";
import { EffectFailed, type HostObject, type HostPort, STATE_LIMIT_BYTES } from "./host-port.ts";
import { type Outside, probeObject } from "./probe-object.suite.ts";

/** A host with the probe object, opened once for the whole suite. */
export interface HostUnderTest {
  readonly host: HostPort;
  /** Milliseconds of the host's clock after which a test's timer is due. */
  readonly shortMs: number;
  /** Lets the host go on until the predicate holds; throws when it never does. */
  readonly until: (predicate: () => boolean | Promise<boolean>) => Promise<void>;
  /** Makes the host forget when to wake a key, as if its wake-up had been lost. */
  readonly loseWakeUp: (object: string, key: string) => Promise<void>;
}

/** The host under test and what the tests do with it. Everything but `outside` is there once the suite has begun. */
interface Bench {
  readonly outside: Outside;
  readonly under: () => HostUnderTest;
  readonly host: () => HostPort;
  /** A key that no other test has used: some hosts are opened once for all tests. */
  readonly newKey: () => string;
  readonly words: (key: string) => Promise<readonly string[]>;
  readonly untilWords: (key: string, wanted: readonly string[]) => Promise<void>;
  /** Waits for the tick of another key, set `factor` times as far ahead as the short time. */
  readonly afterTimers: (factor: number) => Promise<void>;
}

export function hostPortSuite(
  name: string,
  open: (probe: HostObject) => Promise<HostUnderTest>,
): void {
  describe(`the host port: ${name}`, () => {
    const outside: Outside = { log: [], counts: new Map() };
    let opened: HostUnderTest | undefined;
    beforeAll(async () => {
      opened = await open(probeObject(outside));
    });
    const bench = benchOn(outside, () => {
      if (opened === undefined) throw new Error("the host was not opened");
      return opened;
    });
    messages(bench);
    state(bench);
    handledAgain(bench);
    failures(bench);
    timers(bench);
  });
}

function benchOn(outside: Outside, under: () => HostUnderTest): Bench {
  let keys = 0;
  const newKey = (): string => {
    keys += 1;
    return `key-${keys}`;
  };
  const host = (): HostPort => under().host;
  const words = (key: string): Promise<readonly string[]> =>
    host().call("probe", key, { kind: "words" });
  const untilWords = async (key: string, wanted: readonly string[]): Promise<void> => {
    await under().until(async () => (await words(key)).length >= wanted.length);
    expect(await words(key)).toEqual(wanted);
  };
  const afterTimers = async (factor: number): Promise<void> => {
    const other = newKey();
    await host().call("probe", other, { kind: "timer", inMs: factor * under().shortMs });
    await untilWords(other, ["tick"]);
  };
  return { outside, under, host, newKey, words, untilWords, afterTimers };
}

function messages(bench: Bench): void {
  it("handles the messages of a key in the order in which they were sent", async () => {
    const key = bench.newKey();
    const sent = Array.from({ length: 20 }, (_, index) => `word-${index}`);
    for (const word of sent) await bench.host().send("probe", key, { kind: "append", word });
    await bench.untilWords(key, sent);
  });

  it("handles one message of a key at a time", async () => {
    const key = bench.newKey();
    const asked = ["a", "b", "c"].map((word) =>
      bench.host().call("probe", key, { kind: "slow", word }),
    );
    await Promise.all(asked);
    const seen = bench.outside.log.filter((line) => line.startsWith(`${key} `));
    expect(seen).toHaveLength(6);
    for (let index = 0; index < seen.length; index += 2) {
      expect(seen[index + 1]).toBe(seen[index]?.replace("enters", "leaves"));
    }
  });

  it("answers a call, and a call made from a handler", async () => {
    const [one, other] = [bench.newKey(), bench.newKey()];
    expect(await bench.host().call("probe", one, { kind: "append", word: "a" })).toEqual(["a"]);
    const asked = await bench.host().call("probe", other, {
      kind: "ask",
      of: one,
      message: { kind: "append", word: "b" },
    });
    expect(asked).toEqual(["a", "b"]);
  });

  it("answers nothing for a handler that returns nothing", async () => {
    expect(await bench.host().call("probe", bench.newKey(), { kind: "silent" })).toBeUndefined();
  });
}

function state(bench: Bench): void {
  it("keeps each key's state apart, and clears what is cleared", async () => {
    const [one, other] = [bench.newKey(), bench.newKey()];
    await bench.host().call("probe", one, { kind: "append", word: "a" });
    expect(await bench.words(other)).toEqual([]);
    await bench.host().call("probe", one, { kind: "forget" });
    expect(await bench.words(one)).toEqual([]);
  });

  it("reads within a message what the message wrote", async () => {
    expect(await bench.host().call("probe", bench.newKey(), { kind: "readBack" })).toEqual([
      1,
      null,
      2,
    ]);
  });

  it("refuses a value that is too large, in words that name it", async () => {
    const said = await bench
      .host()
      .call("probe", bench.newKey(), { kind: "large", bytes: STATE_LIMIT_BYTES });
    expect(said).toMatch(/"large" has \d+ bytes, the limit is 16384/);
  });

  it("handles many keys side by side", async () => {
    const many = Array.from({ length: 100 }, bench.newKey);
    await Promise.all(
      many.map((key) => bench.host().call("probe", key, { kind: "append", word: key })),
    );
    expect(await Promise.all(many.map(bench.words))).toEqual(many.map((key) => [key]));
  });

  it("refuses a message to an object that is not there", async () => {
    await expect(bench.host().call("nobody", "key", { kind: "words" })).rejects.toThrow(/nobody/);
    await expect(bench.host().send("nobody", "key", { kind: "words" })).rejects.toThrow(/nobody/);
  });

  it("takes any text as a key", async () => {
    const key = `shop/eu-1 %2F ü? ${bench.newKey()}`;
    await bench.host().send("probe", key, { kind: "append", word: "a" });
    await bench.untilWords(key, ["a"]);
  });
}

function handledAgain(bench: Bench): void {
  it("writes no state for a handling that threw", async () => {
    const key = bench.newKey();
    const seen = await bench.host().call("probe", key, { kind: "setThenThrowOnce" });
    expect(seen).toEqual({ before: null });
    expect(bench.outside.counts.get(`${key} tries`)).toBe(2);
  });

  it("answers an effect from the journal when the message is handled again", async () => {
    const key = bench.newKey();
    const answer = await bench.host().call("probe", key, { kind: "effectThenThrowOnce" });
    expect(answer).toEqual({ effect: 1, sameNow: true });
    expect(bench.outside.counts.get(`${key} tries`)).toBe(2);
    expect(bench.outside.counts.get(`${key} effect`)).toBe(1);
  });

  it("answers a call from the journal when the message is handled again", async () => {
    const [one, other] = [bench.newKey(), bench.newKey()];
    await bench.host().call("probe", one, { kind: "askThenThrowOnce", of: other });
    expect(await bench.words(other)).toEqual(["asked"]);
  });

  it("delivers what a message sent once, though the message was handled twice", async () => {
    const [one, other] = [bench.newKey(), bench.newKey()];
    await bench.host().call("probe", one, { kind: "sendThenThrowOnce", to: other });
    await bench.under().until(async () => (await bench.words(other)).length > 0);
    await bench.host().call("probe", other, { kind: "append", word: "last" });
    expect(await bench.words(other)).toEqual(["sent", "last"]);
  });

  it("handles nothing twice that has the same idempotency key", async () => {
    const key = bench.newKey();
    const once = { idempotencyKey: "only-once" };
    const message = { kind: "append", word: "a" };
    const answers = [
      await bench.host().call("probe", key, message, once),
      await bench.host().call("probe", key, message, once),
    ];
    expect(answers).toEqual([["a"], ["a"]]);
    expect(await bench.words(key)).toEqual(["a"]);
  });

  it("sends nothing twice that has the same idempotency key", async () => {
    const key = bench.newKey();
    const once = { idempotencyKey: "sent-once" };
    await bench.host().send("probe", key, { kind: "append", word: "a" }, once);
    await bench.host().send("probe", key, { kind: "append", word: "a" }, once);
    await bench.host().send("probe", key, { kind: "append", word: "b" });
    await bench.untilWords(key, ["a", "b"]);
  });
}

function failures(bench: Bench): void {
  it("tries an effect that throws again, and tells the handler when it goes on failing", async () => {
    const key = bench.newKey();
    expect(await bench.host().call("probe", key, { kind: "effectFailsTwice" })).toBe("worked");
    expect(await bench.host().call("probe", key, { kind: "effectFails" })).toMatch(/no such luck/);
    expect(bench.outside.counts.get(`${key} tries of failing`)).toBeGreaterThan(1);
  });

  it("does not try an effect again that will not heal by waiting", async () => {
    const key = bench.newKey();
    expect(await bench.host().call("probe", key, { kind: "effectRefused" })).toMatch(/not allowed/);
    expect(bench.outside.counts.get(`${key} tries of refused`)).toBe(1);
  });

  it("gives the caller an uncaught failure of an effect", async () => {
    const key = bench.newKey();
    const asked = bench.host().call("probe", key, { kind: "effectUncaught" });
    await expect(asked).rejects.toThrow(EffectFailed);
    await expect(asked).rejects.toThrow(/not allowed/);
    expect(await bench.words(key)).toEqual([]);
  });

  it("handles a message again, from the start, whose effect failed uncaught and for which nobody waits", async () => {
    const key = bench.newKey();
    await bench.host().send("probe", key, { kind: "refusedAtFirst" });
    await bench.untilWords(key, ["allowed"]);
  });
}

function timers(bench: Bench): void {
  it("gives a key its tick when its timer is due, and not before", async () => {
    const key = bench.newKey();
    const { atMs } = await bench.host().call<{ atMs: number }>("probe", key, {
      kind: "timer",
      inMs: bench.under().shortMs,
    });
    await bench.untilWords(key, ["tick"]);
    const tickedAtMs = await bench.host().call<number>("probe", key, { kind: "tickedAt" });
    expect(tickedAtMs).toBeGreaterThanOrEqual(atMs);
  });

  it("has one timer a key: a new one replaces the one before", async () => {
    const key = bench.newKey();
    await bench.host().call("probe", key, { kind: "timer", inMs: bench.under().shortMs });
    await bench.host().call("probe", key, { kind: "timer", inMs: 3 * bench.under().shortMs });
    const { atMs } = await bench.host().call<{ atMs: number }>("probe", key, {
      kind: "timer",
      inMs: 2 * bench.under().shortMs,
    });
    await bench.untilWords(key, ["tick"]);
    expect(await bench.host().call("probe", key, { kind: "tickedAt" })).toBeGreaterThanOrEqual(
      atMs,
    );
    await bench.afterTimers(4);
    expect(await bench.words(key)).toEqual(["tick"]);
  });

  it("gives no tick for a timer that was taken away", async () => {
    const key = bench.newKey();
    await bench.host().call("probe", key, { kind: "timer", inMs: bench.under().shortMs });
    await bench.host().call("probe", key, { kind: "noTimer" });
    await bench.afterTimers(2);
    expect(await bench.words(key)).toEqual([]);
  });

  it("goes on ticking while each tick sets the next", async () => {
    const key = bench.newKey();
    await bench.host().call("probe", key, { kind: "ticks", count: 3, everyMs: 1 });
    await bench.untilWords(key, ["tick", "tick", "tick"]);
  });

  it("wakes a key whose wake-up was lost, once, when it is swept", async () => {
    const key = bench.newKey();
    await bench.host().call("probe", key, { kind: "timer", inMs: bench.under().shortMs });
    await bench.under().loseWakeUp("probe", key);
    await bench.afterTimers(3);
    expect(await bench.words(key)).toEqual([]);
    expect(await bench.host().sweep(10 * 60_000)).toBe(0);
    expect(await bench.host().sweep(0)).toBeGreaterThanOrEqual(1);
    await bench.untilWords(key, ["tick"]);
    expect(await bench.host().sweep(0)).toBe(0);
  });
}
