import { type EngineFiles, NODE_NAME } from "./engine-files.ts";

/**
 * The server's configuration, written anew at each start. Retries go on without end, because a
 * message that is paused locks its key and an outage counts as tries; the effects inside have their
 * own bounds. Nothing listens but unix sockets.
 */
export function restateConfig(files: EngineFiles): string {
  // JSON's strings are TOML's basic strings.
  const text = (value: string): string => JSON.stringify(value);
  return `cluster-name = "fleetlift"
node-name = ${text(NODE_NAME)}
base-dir = ${text(files.home)}
listen-mode = "unix"
auto-provision = true
disable-telemetry = true
default-num-partitions = 24
rocksdb-total-memory-size = "512 MiB"
shutdown-timeout = "5s"
log-filter = "warn,octocrab=off,restate_admin::query_utils=off"
log-format = "compact"
log-disable-ansi-codes = true

[default-retry-policy]
initial-interval = "50ms"
max-attempts = "unlimited"
max-interval = "2s"

[worker.invoker]
concurrent-invocations-limit = 32
request-identity-private-key-pem-file = ${text(files.identityKey)}
`;
}
