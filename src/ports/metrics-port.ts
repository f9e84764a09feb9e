/** What one query said: a number, or that there is no data. */
export type MetricsAnswer =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "no-data" };

/** Asks a cluster's metrics. It only reads, and may be asked again. */
export interface MetricsPort {
  /**
   * The value of a PromQL query now: a number, or a vector of one sample. An empty vector is no
   * data. Throws `PortError`: transient when it could not be asked, terminal when the query is wrong,
   * gives more than one sample, or something that is no number.
   */
  query(promql: string): Promise<MetricsAnswer>;
}
