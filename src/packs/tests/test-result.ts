/** How one test of a pack went. */
export interface PackTestResult {
  readonly kind: "plan" | "action" | "check";
  readonly title: string;
  /** Where it is written, like `care/tests/dns.yaml:12`. */
  readonly place: string;
  /** What is not as expected, line by line; none when it passed. */
  readonly failures: readonly string[];
}
