import type { LoadPlan } from "../host/load-plan.ts";
import type { Cursor, RecordPort } from "../ports/record-port.ts";
import { RolloutBook } from "./rollout-book.ts";

const PAGE = 1_000;

/** The book of all rollouts, brought up to date with the records at each question. */
export interface ReadSide {
  upToDate(): Promise<RolloutBook>;
}

export function openReadSide(records: RecordPort, loadPlan: LoadPlan): ReadSide {
  const book = new RolloutBook(loadPlan);
  let cursor: Cursor = "";
  // Questions queue up, so that no page is folded by two of them at once.
  let turn: Promise<void> = Promise.resolve();
  const catchUp = async (): Promise<void> => {
    for (;;) {
      const { events, next } = await records.read({ after: cursor, limit: PAGE });
      if (events.length === 0) return;
      await book.take(events);
      cursor = next;
    }
  };
  return {
    upToDate: async () => {
      turn = turn.catch(() => undefined).then(catchUp);
      await turn;
      return book;
    },
  };
}
