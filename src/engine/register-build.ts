import type { RestateAdmin } from "./restate-admin.ts";

/**
 * Makes the server bring new messages to this build, under a path of its own. Earlier builds'
 * messages under way stay with their paths, which the same endpoint answers; where it had to move
 * to another port, they are led there.
 */
export async function registerBuild(
  admin: RestateAdmin,
  port: number,
  build: string,
): Promise<void> {
  const here = new URL(`http://127.0.0.1:${port}/${build}`);
  let isKnown = false;
  for (const { id, uri } of await admin.deployments()) {
    if (uri === undefined) continue;
    const there = new URL(uri);
    isKnown ||= trimmed(there.pathname) === here.pathname;
    if (there.port === here.port) continue;
    there.port = here.port;
    await admin.move(id, there.href);
  }
  if (!isKnown) await admin.register(here.href);
}

function trimmed(pathname: string): string {
  return pathname.replace(/\/$/, "");
}
