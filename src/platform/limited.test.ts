import { expect, it } from "vitest";
import { limited } from "./limited.ts";

/** Tasks that end when told to, in any order. */
function openTasks(enter: ReturnType<typeof limited>, count: number) {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const results = Array.from({ length: count }, (_, n) =>
    enter(() => {
      started.push(n);
      return new Promise<number>((resolve) => ends.push(() => resolve(n)));
    }),
  );
  return { started, results, end: (n: number) => ends[n]?.() };
}

it("starts no more than the limit, and the next as soon as one ends, in order", async () => {
  const { started, results, end } = openTasks(limited(2), 4);
  expect(started).toEqual([0, 1]);
  end(1);
  await results[1];
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]);
  end(0);
  await results[0];
  await Promise.resolve();
  end(2);
  end(3);
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
});

it("gives the place of a task that fails to the next", async () => {
  const enter = limited(1);
  const failed = enter(() => Promise.reject(new Error("no")));
  const next = enter(async () => "yes");
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
