/** The names under which kustomize looks for its file. */
export function isKustomization(name: string): boolean {
  return name === "kustomization.yaml" || name === "kustomization.yml" || name === "Kustomization";
}
