/** The last line of CI: the sum of the gate and the lab, from what each of them wrote down. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./source-files.ts";

let passed = 0;
let failed = 0;
for (const name of ["gate", "lab"]) {
  const file = path.join(root, ".check", `${name}.counts`);
  const [ok = 0, bad = 1] = existsSync(file)
    ? readFileSync(file, "utf8").trim().split(" ").map(Number)
    : [0, 1];
  passed += ok;
  failed += bad;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
