import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      // Unit tests stand beside their file and boot no database.
      { test: { name: "unit", include: ["src/**/*.test.ts"], testTimeout: 20_000 } },
      // What crosses modules: embedded engines, real servers, the command line.
      {
        test: { name: "integration", include: ["test/**/*.test.ts"], testTimeout: 180_000, hookTimeout: 180_000, maxWorkers: 2 },
      },
    ],
  },
});
