/** What fleetlift's exit codes mean (semantics 10). */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongInput: 2,
  needsPerson: 3,
  changes: 4,
  findings: 5,
  timedOut: 124,
  detached: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The same in words, shown under `fleetlift --help`. */
export const exitCodesHelp = `Exit codes:
  0    done
  1    failed
  2    wrong input or usage
  3    needs a person
  4    there are changes (plan --detailed-exitcode)
  5    findings at or above --fail-on (assess, check, scan)
  124  timed out
  130  detached by Ctrl-C (the rollout goes on)`;
