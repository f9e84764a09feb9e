/** Where people write who answers for a workload: what is written for this goes before labels of every day. */
const OWNER_KEYS = ["fleetlift.dev/owner", "a8r.io/owner", "owner", "team"] as const;

type Words = Readonly<Record<string, string>>;

/** Who answers for an object, in the words of its annotations or labels; undefined when nothing says it. */
export function ownerWord({
  annotations = {},
  labels = {},
}: {
  readonly annotations?: Words;
  readonly labels?: Words;
}): string | undefined {
  const words = OWNER_KEYS.flatMap((key) => [annotations[key], labels[key]]);
  return words.find((word) => word !== undefined && word !== "");
}
