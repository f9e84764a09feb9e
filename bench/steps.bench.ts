/** What fleetlift adds to a step beyond the world's own time: upgrades whose steps are all done at their first look. */
import * as z from "zod";
import { defineAction, type Action } from "../src/actions/action.ts";
import { memberObject } from "../src/host/member-object.ts";
import { ROLLOUT, UPGRADE } from "../src/host/object-names.ts";
import { upgradeObject } from "../src/host/upgrade-object.ts";
import { canonicalJson } from "../src/model/hash.ts";
import type { Plan } from "../src/model/plan.ts";
import { plainStep } from "../src/model/step.fixture.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { MemberPorts } from "../src/ports/connect.ts";
import type { HostObject } from "../src/ports/host-port.ts";
import { inEngine, until } from "./in-engine.ts";

const STEPS = 40;

/** Stands for ports of which these steps call nothing but the identity. */
const nothingCalled: unknown = {};

const instant: Action = defineAction({
  spec: {
    name: "instant",
    title: "Done at once",
    inputs: {},
    touches: ["nothing"],
    undo: { kind: "nothing-to-undo" },
    typicalMs: { low: 0, high: 0 },
  },
  input: z.strictObject({}),
  open: () => Promise.resolve(null),
  observe: () => Promise.resolve(null),
  decide: () => ({ deeds: [], outcome: { kind: "done", summary: "done" }, memo: null }),
  putBack: () => ({ deeds: [], outcome: { kind: "done", summary: "done" }, memo: null }),
  say: () => "",
  act: () => Promise.resolve(undefined),
});

export async function measure(): Promise<string> {
  const figures: string[] = [];
  for (const clusters of [1, 10, 100])
    figures.push(
      `${await msPerStep(clusters)} with ${clusters} ${clusters === 1 ? "upgrade" : "upgrades"}`,
    );
  return `${figures.join(", ")} (ms a step: wall time / (upgrades x ${STEPS} steps), one after the other within an upgrade)`;
}

async function msPerStep(clusters: number): Promise<string> {
  let ended = 0;
  const rollout: HostObject = {
    name: ROLLOUT,
    on: () => {
      ended += 1;
      return Promise.resolve();
    },
  };
  return await inEngine(
    (services) => [
      rollout,
      memberObject,
      upgradeObject({
        ...services,
        actions: new Map([["instant", instant]]),
        // Only the identity is asked for: these steps look at nothing.
        connect: (member) =>
          Promise.resolve({
            provider: nothingCalled as MemberPorts["provider"],
            cluster: {
              ...(nothingCalled as MemberPorts["cluster"]),
              identity: () => Promise.resolve(member.name),
            },
            addons: nothingCalled as MemberPorts["addons"],
            reader: nothingCalled as MemberPorts["reader"],
          }),
      }),
    ],
    async ({ host, records }) => {
      const names = Array.from({ length: clusters }, (_, index) => `c-${index}`);
      await records.putDocument({
        kind: "Fleet",
        name: "bench",
        json: JSON.stringify(fleetOf(names)),
      });
      const plan = await records.putBlob(canonicalJson(planOf()));
      const beganMs = systemClock.nowMs();
      for (const name of names) {
        const begin = {
          kind: "begin",
          rollout: "bench",
          fleet: "bench",
          plan,
          name,
          member: name,
          identity: name,
          shape: "A",
          attempt: 1,
          skips: [],
        };
        await host.send(UPGRADE, `bench/${name}/1`, begin);
      }
      await until(() => ended >= clusters);
      return ((systemClock.nowMs() - beganMs) / (clusters * STEPS)).toFixed(2);
    },
  );
}

function fleetOf(names: readonly string[]): unknown {
  return {
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Fleet",
    metadata: { name: "bench" },
    spec: { defaults: { provider: { kind: "world" } }, clusters: names.map((name) => ({ name })) },
  };
}

function planOf(): Plan {
  const steps = Array.from({ length: STEPS }, (_, index) =>
    plainStep(`step-${index}`, {
      uses: "instant",
      needs: index === 0 ? [] : [`step-${index - 1}`],
    }),
  );
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "bench",
    fleet: "bench",
    target: { kubernetes: "1.36" },
    workflows: {},
    shapes: { A: { strategy: "rolling", why: "", hops: [], steps } },
    stages: [],
    leftOut: [],
  };
}
