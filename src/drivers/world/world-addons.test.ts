import type { Clock } from "../../platform/clock.ts";
import { addonPortSuite } from "../../ports/addon-port.suite.ts";
import { ADDON_WORLD_START_MS, addonWorld } from "../../world/addon-world.fixture.ts";
import { openWorld } from "./world-handle.ts";
import { worldMember } from "./world.fixture.ts";
import { worldPorts } from "./world-ports.ts";

addonPortSuite("world in this process", {
  open: () => {
    let nowMs = ADDON_WORLD_START_MS;
    const clock: Clock = {
      speed: 1,
      nowMs: () => nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    };
    const world = openWorld(addonWorld(), () => clock.nowMs());
    return Promise.resolve({
      clock,
      lookEveryMs: 5_000,
      patienceMs: 3_600_000,
      addons: worldPorts(world, worldMember("shop")).addons,
      whole: { name: "cert-manager", from: "1.19.2", next: "1.20.1" },
      mesh: { name: "istio", from: "1.28.1", next: "1.29.2" },
      close: () => Promise.resolve(),
    });
  },
});
