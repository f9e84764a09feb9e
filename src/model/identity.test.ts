import { expect, it } from "vitest";
import { hasRight, RIGHTS, type Identity, type Right } from "./identity.ts";

const holder = (...rights: readonly Right[]): Identity => ({
  name: "ana",
  by: "token",
  rights,
  groups: [],
});

it.each([
  ["nobody", holder(), []],
  ["a viewer", holder("viewer"), ["viewer"]],
  ["an operator", holder("operator"), ["viewer", "operator"]],
  ["an approver", holder("approver"), ["viewer", "approver"]],
  ["both", holder("operator", "approver"), ["viewer", "operator", "approver"]],
  ["an admin", holder("admin"), RIGHTS],
])("%s may do no more than the rights say", (_, identity, may) => {
  expect(RIGHTS.filter((right) => hasRight(identity, right))).toEqual(may);
});
