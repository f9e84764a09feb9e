import { expect, it } from "vitest";
import { knowledge } from "./knowledge.ts";
import { remembered } from "./remembered.ts";

it("the same question of the same facts is answered once, an empty answer too", () => {
  const asked: string[] = [];
  const lookUp = remembered(
    (name: string) => name,
    (_, name) => {
      asked.push(name);
      return name === "a" ? "found" : undefined;
    },
  );
  const others = { ...knowledge };
  expect([lookUp(knowledge, "a"), lookUp(knowledge, "b"), lookUp(others, "a")]).toEqual([
    "found",
    undefined,
    "found",
  ]);
  expect([lookUp(knowledge, "a"), lookUp(knowledge, "b")]).toEqual(["found", undefined]);
  expect(asked).toEqual(["a", "b", "a"]);
});
