import type { Problem } from "../spec/problem.ts";
import { renderProblems } from "../spec/render-problems.ts";

/** A pack with everything that is wrong with it; the message has it in lines of its own. */
export class RefusedPack extends Error {
  override readonly name = "RefusedPack";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(renderProblems(problems));
    this.problems = problems;
  }
}
