import { UPGRADE } from "../../host/object-names.ts";
import type { HostContext } from "../../ports/host-port.ts";
import type { PlantedBug } from "./planted-bug.ts";

const LONG_MS = 25_000;

export const longWaitUnset: PlantedBug = {
  id: "I13",
  says: "The timer of a wait that is a little longer is not set",
  plant: () => ({
    object: (object) =>
      object.name === UPGRADE
        ? { ...object, on: (context, message) => object.on(forgetful(context), message) }
        : object,
  }),
};

function forgetful(context: HostContext): HostContext {
  let nowMs = 0;
  return {
    key: context.key,
    now: async () => (nowMs = await context.now()),
    get: (name) => context.get(name),
    set: (name, value) => context.set(name, value),
    clear: (name) => context.clear(name),
    effect: (label, run) => context.effect(label, run),
    send: (object, to, message) => context.send(object, to, message),
    call: (object, to, message) => context.call(object, to, message),
    timer: (atMs) => (atMs - nowMs > LONG_MS ? context.noTimer() : context.timer(atMs)),
    noTimer: () => context.noTimer(),
  };
}
