/** Where the API begins, named like the documents it takes (`model/names.ts`); here without the weight of the schemas, for quick commands. */
export const API_ROOT = "/apis/fleetlift.dev/v1alpha1";
