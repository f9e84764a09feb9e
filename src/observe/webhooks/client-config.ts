import * as z from "zod";
import { caBundleEndsAtMs } from "./certificate-bundle.ts";

/** Whom an API server calls, in webhooks, conversions and API services alike. */
export const clientConfigSchema = z
  .object({
    url: z.string().nullish(),
    service: z.object({ namespace: z.string().nullish(), name: z.string().nullish() }).nullish(),
    caBundle: z.string().nullish(),
  })
  .transform(({ url, service, caBundle }) => ({
    ...(service?.name !== undefined &&
      service.name !== null && {
        service: { namespace: service.namespace ?? "default", name: service.name },
      }),
    // Of a URL only the host: the rest may hold what nobody else is to know.
    host: hostOf(url),
    caExpiresAtMs: caBundleEndsAtMs(caBundle),
  }));

export type ClientConfig = z.infer<typeof clientConfigSchema>;

/** `namespace/name` of the Service, or the URL's host. */
export function targetOf({ service, host }: ClientConfig): string {
  return service === undefined ? host : `${service.namespace}/${service.name}`;
}

function hostOf(url: string | null | undefined): string {
  return typeof url === "string" && URL.canParse(url) ? new URL(url).host : "";
}
