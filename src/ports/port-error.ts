/**
 * A call to the outside that did not work. `transient` may pass (network, throttling, a server that
 * restarts) and is tried again under the step's retry policy; `terminal` will not heal by waiting.
 */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly class: "transient" | "terminal";

  constructor(
    kind: "transient" | "terminal",
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.class = kind;
  }
}
