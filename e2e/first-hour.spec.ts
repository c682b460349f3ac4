import { readFileSync } from "node:fs";
import { test as base, expect, type Page } from "@playwright/test";
import { password } from "./acme";
import type { Product } from "./product";
import { runProduct } from "./run-product";

/** A product of its own, on which nobody has set anything up. */
const test = base.extend<object, { fresh: Product }>({
  fresh: [
    async ({ browserName: _ }, use) => {
      const { product, stop } = await runProduct("first-hour");
      await use(product);
      await stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ fresh }, use) => use(fresh.portalUrl),
});

/** Everything that the page sends and gets from now on. */
function overhear(page: Page) {
  const heard: Promise<string>[] = [];
  page.on("request", (request) => {
    heard.push(Promise.resolve(`${request.url()} ${request.postData() ?? ""}`));
  });
  page.on("response", (response) => {
    const headers = JSON.stringify(response.headers());
    heard.push(response.text().then((body) => `${headers} ${body}`, String));
  });
  return () => Promise.all(heard);
}

async function fillSetUp(page: Page) {
  await page.getByLabel("Organization").fill("Acme Works");
  await expect(page.getByLabel("Short name")).toHaveValue("acme-works");
  await page.getByLabel("Short name").fill("acme");
  await page.getByLabel("Your name").fill("Olive Owner");
  await page.getByLabel("E-mail address").fill("olive@acme.test");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set up Portcullis" }).click();
}

async function choose(page: Page, label: string, option: string) {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

test("nobody sets up the product without the console's link", async ({ page, fresh }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page.getByText("Open the set-up link")).toBeVisible();
  await expect(page.getByLabel("Organization")).toHaveCount(0);

  await page.goto(`/setup#${"x".repeat(43)}`);
  await fillSetUp(page);
  await expect(page.getByRole("alert").filter({ hasText: "link" })).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Olive Owner");
  await expect(page).toHaveURL(/\/setup#/);
  expect(new URL(fresh.setupUrl).origin).toBe(fresh.portalUrl);
});

test("from the set-up link to a key that is issued, verified, revoked and refused", async ({
  page,
  context,
  request,
  fresh,
}) => {
  test.setTimeout(120_000);
  const origin = fresh.portalUrl;
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const ask = async (url: string, key: string, token: string) => {
    const answer = await request.post(`${url}/v1/keys/verify`, {
      headers: { authorization: `Bearer ${token}` },
      data: { key, api: "orders", permissions: ["orders:read"] },
    });
    expect(answer.status()).toBe(200);
    return answer.json();
  };

  await test.step("the link opens the set-up, once", async () => {
    await page.goto(fresh.setupUrl);
    await fillSetUp(page);
    await expect(page).toHaveURL(`${origin}/acme`);
    await expect(page.getByText("0 of 5 steps done")).toBeVisible();
    await page.goto(fresh.setupUrl);
    await expect(page.getByRole("heading", { name: "Portcullis is set up" })).toBeVisible();
  });

  await test.step("an API with permissions and endpoints", async () => {
    await page.goto("/acme/apis");
    await page.getByRole("button", { name: "Add API" }).click();
    await page.getByLabel("Name").fill("Orders");
    await expect(page.getByLabel("Slug")).toHaveValue("orders");
    await page.getByLabel("Base URL").fill("https://orders.acme.test");
    await page.getByRole("dialog").getByRole("button", { name: "Add API" }).click();
    await expect(page).toHaveURL(`${origin}/acme/apis/orders`);

    await page.getByRole("link", { name: "Permissions" }).click();
    for (const [name, sensitive] of [
      ["orders:read", false],
      ["orders:write", true],
    ] as const) {
      await page.getByRole("button", { name: "Add permission" }).click();
      const dialog = page.getByRole("dialog", { name: "Add permission" });
      await dialog.getByLabel("Name").fill(name);
      if (sensitive) await dialog.getByRole("checkbox", { name: "Sensitive" }).check();
      await dialog.getByRole("button", { name: "Add permission" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByRole("row", { name })).toBeVisible();
    }

    await page.getByRole("link", { name: "Endpoints" }).click();
    for (const [method, path, permission] of [
      ["GET", "/orders/{orderId}", "orders:read"],
      ["POST", "/orders", "orders:write"],
    ] as const) {
      await page.getByRole("button", { name: "Add endpoint" }).click();
      const dialog = page.getByRole("dialog", { name: "Add endpoint" });
      await choose(page, "Method", method);
      await dialog.getByLabel("Path").fill(path);
      await choose(page, "Required permission", permission);
      await dialog.getByRole("button", { name: "Add endpoint" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(
        page.getByRole("row", { name: `${method} ${path} ${permission}` }),
      ).toBeVisible();
    }
  });

  const token = await test.step("a service token for the gateway", async () => {
    await page.goto("/acme/settings/tokens");
    await page.getByRole("button", { name: "Create service token" }).click();
    const dialog = page.getByRole("dialog", { name: "Create service token" });
    await dialog.getByLabel("Name").fill("Orders gateway");
    await dialog.getByRole("button", { name: "Create service token" }).click();
    const reveal = page.getByRole("dialog", { name: "“Orders gateway” created" });
    await reveal.getByRole("button", { name: "Copy", exact: true }).click();
    const serviceToken = await copied();
    expect(serviceToken).toMatch(/^pcs_[0-9A-Za-z]{50}$/);
    await reveal.getByRole("button", { name: "Done" }).click();
    await reveal.getByRole("button", { name: "I have stored it" }).click();
    await expect(page.getByRole("row", { name: /Orders gateway/ })).toBeVisible();
    expect(await page.content()).not.toContain(serviceToken.slice(-33));
    return serviceToken;
  });

  await test.step("the wizard registers an application", async () => {
    await page.goto("/acme/applications");
    await page.getByRole("link", { name: "New App" }).first().click();
    await page.getByLabel("Application name").fill("CRM System");
    await page.getByLabel("Base URL").fill("https://crm.acme.test");
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByRole("heading", { name: "Endpoints" })).toBeFocused();
    await page.getByRole("checkbox", { name: /GET \/orders/ }).check();
    await expect(page.getByRole("checkbox", { name: "orders:read" })).toBeChecked();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("radio", { name: /Production/ }).check();
    await expect(page.getByLabel("Key name")).toHaveValue("Production key");
    await page.getByRole("button", { name: "Connect and generate keys" }).click();
  });

  const reveal = page.getByRole("dialog", { name: "Successfully generated your API keys" });
  const { apiKey, overheard } = await test.step("the secret is shown once", async () => {
    await expect(reveal.getByText("the secret is not shown again")).toBeVisible();
    const heard = overhear(page);
    await reveal.getByRole("button", { name: "Copy", exact: true }).nth(2).click();
    await expect(reveal.getByRole("button", { name: "Copied" })).toBeVisible();
    const key = await copied();
    expect(key).toMatch(/^pcl_live_[0-9A-Za-z]{50}$/);
    await expect(reveal.getByText(key.slice(0, -33), { exact: true })).toBeVisible();
    await expect(reveal.getByText(key.slice(-33), { exact: true })).toBeVisible();

    const downloading = page.waitForEvent("download");
    await reveal.getByRole("button", { name: "Download .env" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("crm-system.production.env");
    expect(readFileSync(await download.path(), "utf8")).toContain(`PORTCULLIS_API_KEY=${key}\n`);
    return { apiKey: key, overheard: heard };
  });

  await test.step("the dialog is not lost by accident", async () => {
    const question = reveal.getByText("Have you stored it?");
    await page.keyboard.press("Escape");
    await expect(question).toBeVisible();
    await reveal.getByRole("button", { name: "Go back" }).click();
    await page.mouse.click(5, 5);
    await expect(question).toBeVisible();
    await reveal.getByRole("button", { name: "Go back" }).click();
    await page.goBack();
    await expect(question).toBeVisible();
    await reveal.getByRole("button", { name: "Go back" }).click();
    const [leaving] = await Promise.all([
      page.waitForEvent("dialog"),
      page.close({ runBeforeUnload: true }),
    ]);
    expect(leaving.type()).toBe("beforeunload");
    await leaving.dismiss();
    await expect(reveal).toBeVisible();
  });

  await test.step("the key works at the gate, and the page sees it", async () => {
    await expect(reveal.getByText("Waiting for the first request…")).toBeVisible();
    const verdict = await ask(fresh.gateUrl, apiKey, token);
    expect(verdict).toMatchObject({
      valid: true,
      code: "VALID",
      application: { name: "CRM System" },
      key: { environment: "production", sharedKey: apiKey.slice(0, -33) },
      permissions: ["orders:read"],
    });
    const self = await request.get(`${fresh.gateUrl}/v1/keys/self`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(self.status()).toBe(200);
    expect((await self.json()).application.name).toBe("CRM System");
    await expect(reveal.getByText(/^First request seen at/)).toBeVisible();
  });

  await test.step("the secret is nowhere afterwards", async () => {
    await reveal.getByRole("button", { name: "Done" }).click();
    await reveal.getByRole("button", { name: "I have stored it" }).click();
    await expect(page.getByRole("heading", { name: "CRM System" })).toBeVisible();
    await page.reload();
    await page.getByRole("link", { name: "Access keys" }).click();
    await expect(page.getByRole("row", { name: /Production key/ })).toBeVisible();
    // The first use told no network; the second is written a quarter of a minute later at most.
    await expect(async () => {
      await page.reload();
      const row = page.getByRole("row", { name: /Production key/ });
      await expect(row).toContainText("127.0.0.1", { timeout: 2000 });
    }).toPass({ timeout: 30_000 });
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
    );
    const secret = apiKey.slice(-33);
    for (const text of [kept, await page.content(), ...(await overheard())]) {
      expect(text).not.toContain(secret);
    }
  });

  await test.step("revoked, it is refused at both doors by the next request", async () => {
    await page.getByRole("button", { name: "Actions for Production key" }).click();
    await page.getByRole("menuitem", { name: "Revoke" }).click();
    const dialog = page.getByRole("dialog", { name: "Revoke Production key?" });
    await expect(dialog).toContainText("it cannot be retrieved");
    await choose(page, "Reason", "Exposed or stolen");
    await dialog.getByRole("button", { name: "Revoke key" }).click();
    const done = page.getByRole("dialog", { name: "Production key is revoked" });
    const stopped = /^Stopped everywhere at \d\d:\d\d:\d\d\.\d{3} — 1 gate$/;
    await expect(done.getByText(stopped)).toBeVisible();
    for (const door of [fresh.gateUrl, fresh.portalUrl]) {
      expect(await ask(door, apiKey, token)).toMatchObject({ valid: false, code: "REVOKED" });
    }
    await done.getByRole("button", { name: "Close" }).first().click();
    await expect(page.getByRole("row", { name: /Revoked Production key/ })).toBeVisible();
    await page.getByRole("button", { name: "Actions for Production key" }).click();
    await expect(page.getByRole("menuitem")).toHaveText(["Open"]);
    await page.keyboard.press("Escape");
  });

  await test.step("the audit log tells it", async () => {
    await page.getByRole("link", { name: "Audit log" }).first().click();
    await expect(page.getByRole("row", { name: /Key created.*Production key/ })).toBeVisible();
    await page
      .getByRole("row", { name: /Olive Owner.*Key revoked.*Production key/ })
      .getByRole("button", { name: "Key revoked" })
      .click();
    const drawer = page.getByRole("dialog", { name: "Key revoked" });
    await expect(drawer.getByRole("row", { name: /Status active revoked/i })).toBeVisible();
    await expect(drawer).toContainText("compromised");
    await expect(drawer).toContainText("127.0.0.1");
    await expect(drawer.getByText(/^req_/)).toBeVisible();
  });

  await test.step("the overview ticks every step off", async () => {
    await page.goto("/acme");
    await expect(page.getByText("Recent events")).toBeVisible();
    await expect(page.getByText("Get to the first verified request")).toHaveCount(0);
  });
});
