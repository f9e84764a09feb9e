import { expect, it } from "vitest";
import type { WorldDoor } from "./world-door.ts";
import { worldPorts } from "./world-ports.ts";

it("hands over only what is asked for, whatever else the caller's object holds", async () => {
  const asked: unknown[] = [];
  const door = {
    ask: async (_cluster: string, _kind: string, request: unknown) => {
      asked.push(request);
      return { kind: "value", value: { kind: "accepted" } };
    },
  } as unknown as WorldDoor;
  const { provider } = worldPorts(door, { name: "a", provider: { kind: "world" }, access: {} });
  const deed = { kind: "ensureNodes", pool: "general", version: "1.36.3", count: 3, token: "t" };
  await provider.ensureNodes(deed);
  expect(asked).toEqual([{ pool: "general", version: "1.36.3", count: 3, token: "t" }]);
});
