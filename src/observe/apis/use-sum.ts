import type { ApiUseFacts } from "../../model/cluster-facts.ts";

export interface Use {
  /** `policy/v1beta1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: string;
  readonly who: string;
  readonly lastAtMs?: number;
}

interface Sum {
  readonly by: ApiUseFacts["by"];
  readonly use: Use;
  readonly objects: Set<string>;
  readonly who: Set<string>;
  readonly counted: Set<string>;
  lastAtMs: number | undefined;
}

/** So many objects and writers are named; all are counted. */
const MAX_NAMED = 20;

/** Sums uses of the same version in the same way. Owns the sums. */
export class UseSum {
  readonly #sums = new Map<string, Sum>();

  add(by: ApiUseFacts["by"], use: Use): void {
    const key = `${by} ${use.apiVersion} ${use.kind}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = {
        by,
        use,
        objects: new Set(),
        who: new Set(),
        counted: new Set(),
        lastAtMs: undefined,
      };
      this.#sums.set(key, sum);
    }
    sum.counted.add(use.object);
    if (sum.objects.size < MAX_NAMED) sum.objects.add(use.object);
    if (sum.who.size < MAX_NAMED && use.who !== "") sum.who.add(use.who);
    if (use.lastAtMs !== undefined) sum.lastAtMs = Math.max(sum.lastAtMs ?? 0, use.lastAtMs);
  }

  uses(): readonly ApiUseFacts[] {
    return [...this.#sums.values()].map(({ by, use, objects, who, counted, lastAtMs }) => {
      const [version = "", group = ""] = use.apiVersion.split("/").toReversed();
      return {
        by,
        group,
        version,
        kind: use.kind,
        objects: [...objects],
        count: counted.size,
        who: [...who].toSorted(),
        ...(lastAtMs !== undefined && { lastAtMs }),
      };
    });
  }
}
