import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { acme, manage, people, signIn } from "./acme";
import { expect, product, test } from "./product";

let apiKey: string;

test.beforeAll(async ({ request }) => {
  acme();
  const { total } = await manage(request, "GET", "/apis?search=harbour");
  if (total === 0) {
    const wish = { name: "Harbour", slug: "harbour", baseUrl: "https://harbour.acme.test/v2" };
    const { id } = await manage(request, "POST", "/apis", wish);
    await manage(request, "POST", `/apis/${id}/permissions`, { name: "berths:read" });
  }
  const application = await manage(request, "POST", "/applications", {
    name: `Pilot boats ${Date.now()}`,
    baseUrl: "https://pilots.acme.test",
  });
  const grants = [{ api: "harbour", permission: "berths:read" }];
  await manage(request, "PUT", `/applications/${application.id}/grants`, { grants });
  const key = { name: "Live", environment: "production" };
  ({ apiKey } = await manage(request, "POST", `/applications/${application.id}/keys`, key));
});

/** What the browser's clipboard holds after a press on the copy button. */
async function copied(page: Page, tab: string): Promise<string> {
  await page.getByRole("button", { name: tab, exact: true }).click();
  const code = page.getByRole("figure");
  await code.getByRole("button", { name: /^Copy / }).click();
  await expect(code.getByRole("button", { name: "Copied" })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("what the Integrate tab hands out is about this API, and works", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(context, people.owner);
  await page.goto("/acme/apis/harbour");
  await page.getByRole("link", { name: "Integrate" }).click();
  const { gateUrl } = product();

  const command = await copied(page, "curl");
  const env = { ...process.env, API_KEY: apiKey, PORTCULLIS_TOKEN: acme().serviceToken };
  const answer = JSON.parse(execFileSync("sh", ["-c", command], { env, encoding: "utf8" }));
  expect(answer).toMatchObject({ valid: true, permissions: ["berths:read"] });

  const nginx = await copied(page, "nginx");
  expect(nginx).toContain("server_name harbour.acme.test;");
  expect(nginx).toContain("/v1/forward-auth?api=harbour&deny=403;");
  expect(nginx).toContain(`server ${new URL(gateUrl).host};`);
  expect(await copied(page, "Caddy")).toContain("uri /v1/forward-auth?api=harbour\n");
  expect(await copied(page, "OAuth")).toContain(`new URL("${gateUrl}/o/acme")`);
  for (const tab of ["Node", "Express", "Next", "Python"]) {
    expect((await copied(page, tab)).length).toBeGreaterThan(100);
  }

  await page.getByRole("button", { name: "Verify offline" }).click();
  expect(await copied(page, "OAuth")).toContain(`issuerBaseURL: "${gateUrl}/o/acme"`);
  expect(await copied(page, "Python")).toContain(`ISSUER = "${gateUrl}/o/acme"`);
  expect(await copied(page, "Node")).toContain('permissions: ["berths:read"]');
  for (const tab of ["Express", "Hono", "Next"]) {
    expect(await copied(page, tab)).toContain("@portcullis/sdk");
  }
  await page.getByRole("link", { name: "Create a service token" }).click();
  await expect(page).toHaveURL(/\/settings\/tokens$/);
});
