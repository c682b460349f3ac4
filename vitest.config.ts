import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: /^@portcullis\/sdk$/, replacement: `${root}sdk/src/index.ts` },
      { find: /^@portcullis\/sdk\/(.+)$/, replacement: `${root}sdk/src/$1.ts` },
      { find: "server-only", replacement: `${root}scripts/empty.ts` },
    ],
  },
  test: {
    env: { LOG_LEVEL: "silent" },
    // As db/closed-connection.ts says: what postgres.js asks for itself on a connection that a test's
    // end closes, nobody can catch.
    onUnhandledError: (error: { message: string; code?: unknown; query?: unknown }) =>
      !(/^CONNECTION_/.test(String(error.code)) && /\bpg_type\b/.test(String(error.query))),
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
            "**/dist/**",
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
          include: ["{e2e,sdk}/**/*.built.test.ts"],
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
