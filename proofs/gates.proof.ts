/**
 * Holds a cluster against its baseline while it is made worse in twelve ways, disturbed harmlessly in
 * twenty, and silenced in seven: the right signal stops each of the first, nothing stops the second,
 * and of the third a person is asked. Option: `--case WORDS` plays those whose name has these words.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HARMLESS, REGRESSIONS, UNKNOWN } from "./gates/cases.ts";
import { type Ended, type GateCase, playCase } from "./gates/gate-field.ts";
import { startMetricsServer } from "./gates/metrics-server.ts";
import type { Verdict } from "./prove.ts";

export async function prove(args: readonly string[]): Promise<Verdict> {
  const at = args.indexOf("--case");
  const words = at < 0 ? "" : (args[at + 1] ?? "");
  const folder = mkdtempSync(path.join(tmpdir(), "fl-gates-"));
  const server = await startMetricsServer();
  const play = async <Case extends GateCase>(
    cases: readonly Case[],
    holds: (ended: Ended, gate: Case) => boolean,
  ): Promise<Tally> => {
    const chosen = cases.filter(({ name }) => name.includes(words));
    let right = 0;
    for (const gate of chosen) {
      const ended = await playCase(gate, server, folder);
      const isRight = holds(ended, gate);
      right += Number(isRight);
      process.stderr.write(
        `${isRight ? "right" : "WRONG"}  ${gate.name}: ${ended.kind}, ${ended.words}\n`,
      );
    }
    return { right, all: chosen.length };
  };
  try {
    const stopped = await play(
      REGRESSIONS,
      ({ kind, words: said }, { signal }) => kind === "failed" && said.includes(`${signal}: `),
    );
    const passed = await play(HARMLESS, ({ kind }) => kind === "passed");
    const asked = await play(UNKNOWN, ({ kind }) => kind === "asks");
    return {
      holds: [stopped, passed, asked].every(({ right, all }) => right === all),
      figures: `${stopped.right} of ${stopped.all} regressions stopped by the right signal, ${passed.right} of ${passed.all} harmless disturbances stopped nothing, ${asked.right} of ${asked.all} unknowns asked a person and passed nothing`,
    };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Tally {
  readonly right: number;
  readonly all: number;
}
