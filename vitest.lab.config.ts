import { defineConfig } from "vitest/config";

/** The tests on real Kubernetes: one at a time, because each runs a control plane. */
export default defineConfig({
  test: {
    include: ["src/**/*.lab.test.ts"],
    fileParallelism: false,
    pool: "forks",
    testTimeout: 600_000,
    hookTimeout: 3_600_000,
  },
});
