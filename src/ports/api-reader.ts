/** What may be read, in the words of access rules (RBAC), so that a missing right can be named. */
export interface ReadTarget {
  /** Plural, without its group: `poddisruptionbudgets`. Empty for what is no resource, like `/metrics`. */
  readonly resource: string;
  /** `policy`; empty for the core. */
  readonly group: string;
  /** `/apis/policy/v1/poddisruptionbudgets`. */
  readonly path: string;
}

export interface ListTarget extends ReadTarget {
  /** How many objects a page may hold: the server may send fewer. */
  readonly limit: number;
  /** From the page before; left out for the first. */
  readonly next?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly labelSelector?: string | undefined;
  /** Only `metadata` of each object is of use: the server then sends no more, if it can. */
  readonly metadataOnly?: boolean | undefined;
}

/** Why nothing was read, where asking again would not help. */
export type NotRead =
  /** The right is missing; `words` are the server's own. */
  | { readonly kind: "denied"; readonly words: string }
  /** There is no such resource, or no such object. */
  | { readonly kind: "not-served" };

export type PageAnswer =
  | {
      readonly kind: "page";
      /** As the server sent them. */
      readonly items: readonly unknown[];
      /** Undefined on the last page. */
      readonly next: string | undefined;
    }
  /** The server has forgotten the list that `next` belongs to: it is begun anew. */
  | { readonly kind: "expired" }
  | NotRead;

export type ObjectAnswer = { readonly kind: "object"; readonly object: unknown } | NotRead;
export type TextAnswer = { readonly kind: "text"; readonly text: string } | NotRead;

/**
 * A member's Kubernetes API to read from, in its own JSON. It changes nothing, ever. What may pass
 * (no answer, throttling, a server's own fault) is thrown as `PortError` of class `transient`;
 * credentials that are not accepted as `terminal`.
 */
export interface ApiReader {
  /** One page of a list. */
  list(target: ListTarget): Promise<PageAnswer>;
  get(target: ReadTarget): Promise<ObjectAnswer>;
  /** What is no object: `/metrics`. */
  text(target: ReadTarget): Promise<TextAnswer>;
  /**
   * When the certificate that the API server shows ends. Undefined where there is none or it could
   * not be looked at.
   */
  servingCertificateEndsAtMs(): Promise<number | undefined>;
}
