interface WrittenFleet {
  readonly spec: { readonly clusters: readonly { readonly name: string }[] };
}

/** A fleet's document, as somebody applies it who has taken a cluster out; the last one stays, as a fleet without any is none. */
export function withoutCluster(written: object, gone: string | undefined): object {
  // Documents of fleets are made by `small-fleet.ts`, in this form.
  const { spec, ...fleet } = written as WrittenFleet;
  const others = spec.clusters.filter(({ name }) => name !== gone);
  const clusters = others.length === 0 ? spec.clusters : others;
  return { ...fleet, spec: { ...spec, clusters } };
}
