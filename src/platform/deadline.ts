/**
 * A signal that is aborted after `ms` of real time, whatever the fleet's clock does: the limit of
 * one call to the outside. It keeps no process alive.
 */
export function deadline(ms: number): AbortSignal {
  return AbortSignal.timeout(ms);
}
