import { recordPortSuite } from "../../../ports/record-port.suite.ts";
import { emptyMemory, memoryRecords } from "./memory-records.ts";

recordPortSuite("memory", async () => {
  const memory = emptyMemory();
  return { open: async () => memoryRecords(memory), end: async () => {} };
});
