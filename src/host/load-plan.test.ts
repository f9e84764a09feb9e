import { expect, it } from "vitest";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { canonicalJson } from "../model/hash.ts";
import { planOf } from "../rollout/rollout-driver.fixture.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { planLoader } from "./load-plan.ts";

async function stored(count: number) {
  const records = memoryRecords();
  const plans = Array.from({ length: count }, (_, at) =>
    canonicalJson({ ...planOf({ name: "one", clusters: ["a"] }), rollout: `r${at}` }),
  );
  const hashes = await Promise.all(plans.map((plan) => records.putBlob(plan)));
  const read: string[] = [];
  const counted: RecordPort = {
    ...records,
    getBlob: (hash) => {
      read.push(hash);
      return records.getBlob(hash);
    },
  };
  return { counted, hashes, read, length: plans[0]?.length ?? 0 };
}

it("reads each of a hundred plans that are in use once", async () => {
  const { counted, hashes, read } = await stored(100);
  const load = planLoader(counted);
  for (const hash of [...hashes, ...hashes]) await load(hash);
  expect(read).toEqual(hashes);
});

it("lets go of what was not asked for longest, and reads it again", async () => {
  const { counted, hashes, read, length } = await stored(3);
  const [a = "", b = "", c = ""] = hashes;
  const load = planLoader(counted, 2 * length);
  for (const hash of [a, b, a, c, a, b]) await load(hash);
  expect(read).toEqual([a, b, c, b]);
});

it("keeps one that is larger than all that may be kept, until the next", async () => {
  const { counted, hashes, read } = await stored(2);
  const [a = "", b = ""] = hashes;
  const load = planLoader(counted, 1);
  for (const hash of [a, a, b, a]) await load(hash);
  expect(read).toEqual([a, b, a]);
});

it("two who ask at the same time get the same plan", async () => {
  const { counted, hashes } = await stored(1);
  const load = planLoader(counted);
  const [one, other] = await Promise.all([load(hashes[0] ?? ""), load(hashes[0] ?? "")]);
  expect(one).toBe(other);
});

it("a hash that nobody stored is told", async () => {
  const { counted } = await stored(0);
  await expect(planLoader(counted)("nowhere")).rejects.toThrow("no plan nowhere is stored");
});
