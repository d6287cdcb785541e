import { defineConfig } from "vitest/config";

// .ci/run reads the counts of a whole run from this file.
const report = process.env["SCHEMAFORGE_TEST_REPORT"];

export default defineConfig({
  test: {
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      // Unit tests stand beside their file and boot no database; the guards read the source.
      // They share nothing that a test changes, so that modules are loaded once for all files of a worker.
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "test/guards/**/*.test.ts"],
          testTimeout: 20_000,
          isolate: false,
          maxWorkers: "100%",
        },
      },
      // What crosses modules: embedded engines, real servers, the command line.
      {
        test: {
          name: "integration",
          include: ["test/**/*.test.ts"],
          exclude: ["test/guards/**"],
          globalSetup: ["test/support/global-setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          // After the unit tests: groups with different numbers of workers run one after the other.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
