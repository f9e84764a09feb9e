interface WrittenFleet {
  readonly spec: { readonly clusters: readonly { readonly name: string }[] };
}

/** A fleet's document, as somebody applies it who has taken a cluster out. */
export function withoutCluster(written: object, gone: string | undefined): object {
  // Documents of fleets are made by `small-fleet.ts`, in this form.
  const { spec, ...fleet } = written as WrittenFleet;
  const clusters = spec.clusters.filter(({ name }) => name !== gone);
  return { ...fleet, spec: { ...spec, clusters } };
}
