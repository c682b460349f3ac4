import { existsSync } from "node:fs";
import { installPackages } from "./packages.mjs";

const places = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser for the end-to-end tests; on Debian as root it is installed where it is missing. */
export async function ensureBrowser() {
  const found = places.find((place) => place && existsSync(place));
  if (found) return found;
  const { chromium } = await import("@playwright/test");
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  if (await installPackages("Installing Chromium", ["chromium"])) return "/usr/bin/chromium";
  throw new Error(
    "The end-to-end tests need a Chromium or Chrome. Install one (`npx playwright install chromium`, " +
      "or your system's package), or set CHROME_PATH to where it is.",
  );
}
