import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: "server-only", replacement: `${root}scripts/empty.ts` },
    ],
  },
  test: {
    env: { LOG_LEVEL: "silent" },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [
            "**/*.db.test.ts",
            "**/node_modules/**",
            ".next/**",
            "dist/**",
            "**/*.built.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "built",
          // Each starts several processes and measures what they do.
          fileParallelism: false,
          include: ["e2e/**/*.built.test.ts"],
          globalSetup: "./db/testing/global-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["**/*.db.test.ts"],
          exclude: ["**/node_modules/**", ".next/**", "dist/**"],
          globalSetup: "./db/testing/global-setup.ts",
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
