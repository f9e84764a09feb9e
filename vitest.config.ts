import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    isolate: false,
    pool: "threads",
    include: [
      "src/**/*.test.ts",
      "tidy/**/*.test.ts",
      "scenarios/**/*.test.ts",
      "docs/**/*.test.ts",
      "examples/**/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.test.ts", "src/**/*.suite.ts", "src/**/*.fixture.ts"],
      thresholds: Object.fromEntries(
        ["model", "plan", "rollout", "upgrade", "report"].map((folder) => [
          `src/${folder}/**`,
          { branches: 100 },
        ]),
      ),
    },
  },
});
