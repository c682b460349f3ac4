export { expect, test } from "@playwright/test";

export type Product = {
  portalUrl: string;
  gateUrl: string;
  /** The one-time set-up link that the console printed. */
  setupUrl: string;
  dataDir: string;
};

/** The built product that runs for the whole test run. */
export function product(): Product {
  return JSON.parse(process.env.E2E_PRODUCT ?? "{}");
}
