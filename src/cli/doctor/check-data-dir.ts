import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { beginVerifying, endVerifying, noteWrong, verifyEvent } from "../../audit/verify-log.ts";
import { recordedPlaces } from "../recorded-events.ts";
import { messageOf, ok, warning, wrong, type Diagnosis } from "./diagnosis.ts";

const LOW_BYTES = 1_000_000_000;

/** The folder with the server's state: whose it is, how much room it has, whether its record holds together. */
export async function checkDataDir(dataDir: string): Promise<readonly Diagnosis[]> {
  if (!existsSync(dataDir)) {
    return [ok("data", `${dataDir} is not there yet; fleetlift up makes it`)];
  }
  const found = [checkAccess(dataDir), checkRoom(dataDir)];
  return existsSync(path.join(dataDir, "records.db"))
    ? [...found, await checkRecord(dataDir)]
    : found;
}

function checkAccess(dataDir: string): Diagnosis {
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return wrong(
      "data",
      `${dataDir} cannot be written to`,
      "mend its owner and rights, or name another with --data-dir",
    );
  }
  const others = statSync(dataDir).mode & 0o077;
  return others === 0
    ? ok("data", dataDir)
    : warning(
        "data",
        `${dataDir} is open to others`,
        `chmod 700 ${dataDir}; fleetlift up does it too`,
      );
}

function checkRoom(dataDir: string): Diagnosis {
  const { bavail, bsize } = statfsSync(dataDir);
  const gigabytes = ((bavail * bsize) / 1e9).toFixed(1);
  return bavail * bsize >= LOW_BYTES
    ? ok("disk", `${gigabytes} GB free`)
    : wrong(
        "disk",
        `${gigabytes} GB free`,
        "make room: nothing can be recorded on a full disk, and what cannot be recorded is not done",
      );
}

async function checkRecord(dataDir: string): Promise<Diagnosis> {
  try {
    let verifying = beginVerifying([], () => true);
    for await (const { event, wrong: words } of recordedPlaces({ dataDir })) {
      if (words !== undefined) verifying = noteWrong(verifying, words);
      if (event !== undefined) verifying = verifyEvent(verifying, event);
    }
    const { events, streams, faults } = endVerifying(verifying);
    const [first] = faults;
    return first === undefined
      ? ok("record", `${events} events in ${streams} streams hold together`)
      : wrong(
          "record",
          faults.length === 1 ? first.words : `${first.words}, and ${faults.length - 1} more`,
          "fleetlift audit verify tells all",
        );
  } catch (error) {
    return wrong(
      "record",
      messageOf(error),
      "put records.db back from a backup, or name another --data-dir",
    );
  }
}
