import type { Answered, Answers, RequestKind, Requests } from "../../world/requests.ts";

/** What can be asked through a door; faults are put in another way, because people write them. */
export type DoorKind = Exclude<RequestKind, "break">;

/** A way to a simulated fleet: in this process, or over its socket. Throws `PortError` when there is none. */
export interface WorldDoor {
  ask<Kind extends DoorKind>(
    cluster: string,
    kind: Kind,
    request: Requests[Kind],
  ): Promise<Answered<Answers[Kind]>>;
}
