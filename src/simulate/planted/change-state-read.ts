import type { HostContext, HostObject } from "../../ports/host-port.ts";

/** An object that reads one value of its state other than it was written. */
export function changeStateRead<T>(
  name: string,
  key: string,
  change: (value: T) => T,
): (object: HostObject) => HostObject {
  return (object) =>
    object.name !== name
      ? object
      : {
          ...object,
          on: (context, message) => object.on(reading(context, key, change), message),
        };
}

function reading<T>(context: HostContext, key: string, change: (value: T) => T): HostContext {
  return {
    key: context.key,
    now: () => context.now(),
    get: async <V>(asked: string) => {
      const value = await context.get<V>(asked);
      // The change knows the form of what stands under this name.
      return asked === key && value !== undefined
        ? (change(value as unknown as T) as unknown as V)
        : value;
    },
    set: (asked, value) => context.set(asked, value),
    clear: (asked) => context.clear(asked),
    effect: (label, run) => context.effect(label, run),
    send: (object, to, message) => context.send(object, to, message),
    call: (object, to, message) => context.call(object, to, message),
    timer: (atMs) => context.timer(atMs),
    noTimer: () => context.noTimer(),
  };
}
