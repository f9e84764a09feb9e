import type { Clock } from "../../platform/clock.ts";
import { apiReaderSuite } from "../../ports/api-reader.suite.ts";
import { clusterPortSuite } from "../../ports/cluster-port.suite.ts";
import { providerPortSuite } from "../../ports/provider-port.suite.ts";
import { SMALL_WORLD_START_MS, smallWorld } from "../../world/small-world.fixture.ts";
import { clusterFixture, providerFixture, worldMember } from "./world.fixture.ts";
import { openWorld, type WorldHandle } from "./world-handle.ts";
import { worldPorts } from "./world-ports.ts";

/** Time that passes only while somebody sleeps. */
function steppedClock(): Clock {
  let nowMs = SMALL_WORLD_START_MS;
  return {
    speed: 1,
    nowMs: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

function open(): { readonly clock: Clock; readonly world: WorldHandle } {
  const clock = steppedClock();
  return { clock, world: openWorld(smallWorld(), () => clock.nowMs()) };
}

providerPortSuite("world in this process", {
  open: () => {
    const { clock, world } = open();
    return Promise.resolve({
      ...providerFixture((member) => worldPorts(world, member)),
      clock,
      close: () => Promise.resolve(),
    });
  },
});

apiReaderSuite("world in this process", {
  open: () => {
    const { reader } = worldPorts(open().world, worldMember("shop"));
    return Promise.resolve({ reader, close: () => Promise.resolve() });
  },
});

clusterPortSuite("world in this process", {
  open: () => {
    const { clock, world } = open();
    return Promise.resolve({
      ...clusterFixture((member) => worldPorts(world, member)),
      clock,
      close: () => Promise.resolve(),
    });
  },
});
