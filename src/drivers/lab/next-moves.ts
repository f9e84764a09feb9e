import { CONTROL_PLANE, nodeOfPart, type Part } from "./parts.ts";

/** What is seen of one running process of the cluster. */
export interface Running {
  readonly pid: number;
  readonly part: string;
  readonly release: string;
  readonly fingerprint: string;
}

export interface Seen {
  /** Oldest first. */
  readonly running: readonly Running[];
  /** Control plane parts that were asked and are at work. */
  readonly ready: readonly string[];
  /** Nodes that the API server has with the kubelet that they are to have. */
  readonly joined: readonly string[];
}

export type Move =
  | { readonly kind: "start"; readonly part: Part }
  | { readonly kind: "stop"; readonly running: Running; readonly why: string }
  /** It runs and is not ready yet: nothing is done but looking again. */
  | { readonly kind: "wait"; readonly part: Part }
  /** Its process is gone: its Node object is taken away too, and then it is forgotten. */
  | { readonly kind: "forget"; readonly node: string };

export interface Wanted {
  /** Control plane in order, then nodes (`partsOf`). */
  readonly parts: readonly Part[];
  readonly leaving: readonly string[];
}

/**
 * What to do next so that what runs is what is wanted; nothing when it is.
 *
 * The control plane goes one part at a time in the order that the version skew policy needs (API
 * server, then controller manager, then scheduler), and the next is not touched before the one
 * before is proved ready. Nodes are looked after only when the whole control plane is at work.
 */
export function nextMoves(wanted: Wanted, seen: Seen): readonly Move[] {
  const strays = strayProcesses(wanted.parts, seen.running);
  if (strays.length > 0) return strays;
  const controlPlane = controlPlaneMove(wanted.parts, seen);
  if (controlPlane !== undefined) return [controlPlane];
  return nodeMoves(wanted, seen);
}

/** Whether the whole control plane runs as it is wanted, and says that it is ready. */
export function controlPlaneIsThere(parts: readonly Part[], seen: Seen): boolean {
  return controlPlaneMove(parts, seen) === undefined;
}

/** Processes that no part is for, and second ones of the same part (two starters were at it). */
function strayProcesses(parts: readonly Part[], running: readonly Running[]): readonly Move[] {
  return running.flatMap((process, index): readonly Move[] => {
    if (!parts.some((part) => part.name === process.part)) {
      return [{ kind: "stop", running: process, why: "it is not wanted any more" }];
    }
    const second = running.slice(0, index).some((older) => older.part === process.part);
    return second ? [{ kind: "stop", running: process, why: "another one runs already" }] : [];
  });
}

function controlPlaneMove(parts: readonly Part[], seen: Seen): Move | undefined {
  for (const name of CONTROL_PLANE) {
    const part = parts.find((candidate) => candidate.name === name);
    if (part === undefined) continue;
    const move = partMove(part, seen.running);
    if (move !== undefined) return move;
    if (!seen.ready.includes(name)) return { kind: "wait", part };
  }
  return undefined;
}

function nodeMoves({ parts, leaving }: Wanted, seen: Seen): readonly Move[] {
  const moves = parts.flatMap((part): readonly Move[] => {
    const node = nodeOfPart(part.name);
    if (node === undefined) return [];
    const move = partMove(part, seen.running);
    if (move !== undefined) return [move];
    return seen.joined.includes(node) ? [] : [{ kind: "wait", part }];
  });
  return [...moves, ...leaving.map((node): Move => ({ kind: "forget", node }))];
}

function partMove(part: Part, running: readonly Running[]): Move | undefined {
  const process = running.find((candidate) => candidate.part === part.name);
  if (process === undefined) return { kind: "start", part };
  if (process.fingerprint === part.fingerprint) return undefined;
  const why =
    process.release === part.release
      ? "its settings have changed"
      : `${process.release} is to become ${part.release}`;
  return { kind: "stop", running: process, why };
}
