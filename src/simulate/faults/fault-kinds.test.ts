import { expect, it } from "vitest";
import {
  EVERY_FAULT,
  FAULT_KINDS,
  faultsText,
  NO_FAULTS,
  parseFaults,
  swarm,
} from "./fault-kinds.ts";

it("reads what people write, and writes what it reads", () => {
  expect(parseFaults("all")).toEqual(EVERY_FAULT);
  expect(parseFaults("none")).toEqual(NO_FAULTS);
  expect(parseFaults("crash, api=0.5")).toEqual({ ...NO_FAULTS, crash: 1, api: 0.5 });
  for (const text of ["all", "none", "crash", "ticks,disk=3"]) {
    expect(faultsText(parseFaults(text))).toBe(text);
  }
});

it.each([
  ["crush", 'no faults "crush"; expected all, none, or some of: crash, ticks,'],
  ["crash=-1", "crash=-1: expected a rate from 0 to 100"],
  ["crash=", "crash=: expected a rate from 0 to 100"],
  ["crash=many", "crash=many: expected a rate from 0 to 100"],
])("refuses %s with what is allowed", (text, words) => {
  expect(() => parseFaults(text)).toThrow(words);
});

it("a seed strikes harder with some kinds than with others, whichever are asked for", () => {
  const all = swarm(5, EVERY_FAULT);
  for (const kind of FAULT_KINDS) {
    expect(swarm(5, { ...NO_FAULTS, [kind]: 1 })[kind]).toBe(all[kind]);
  }
  expect(new Set(FAULT_KINDS.map((kind) => all[kind])).size).toBeGreaterThan(1);
  expect(swarm(5, NO_FAULTS)).toEqual(NO_FAULTS);
});
