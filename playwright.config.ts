import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import { product } from "./e2e/product";

const debianChromium = "/usr/bin/chromium";
const executablePath =
  process.env.CHROME_PATH ?? (existsSync(debianChromium) ? debianChromium : undefined);

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/start-product.ts",
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    baseURL: product().portalUrl,
    browserName: "chromium",
    launchOptions: { executablePath, args: ["--no-sandbox"] },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
