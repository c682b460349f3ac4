import type { Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn } from "./acme";
import { expect, test } from "./product";

type Made = { id: string };
let owned: Made;
let foreign: Made;

test.beforeAll(async ({ request }) => {
  acme();
  addMember("admin", people.admin);
  addMember("auditor", people.auditor);
  const { id: ownerId } = addMember("developer", people.developer);
  const key = { name: "Nightly", environment: "staging" };
  const made = async (name: string, owner?: string) => {
    const { data } = await manage(request, "GET", `/applications?search=${name}`);
    if (data[0]) return data[0];
    const wish = { name, baseUrl: "https://roles.acme.test", ownerId: owner };
    const application: Made = await manage(request, "POST", "/applications", wish);
    await manage(request, "POST", `/applications/${application.id}/keys`, key);
    return application;
  };
  owned = await made("Dora's notebook", ownerId);
  foreign = await made("Olive's ledger");
  const { total } = await manage(request, "GET", "/apis?search=invoices");
  if (total > 0) return;
  const baseUrl = "https://invoices.acme.test";
  await manage(request, "POST", "/apis", { name: "Invoices", slug: "invoices", baseUrl });
});

const main = (page: Page) => page.getByRole("navigation", { name: "Main" });
const tabs = (page: Page, name: string) => page.getByRole("navigation", { name });
const nothing = (page: Page) => page.getByRole("heading", { name: "There is nothing here" });

async function expectMayManage(page: Page, name: string, { id }: Made, may: boolean) {
  const count = may ? 1 : 0;
  await page.goto(`/acme/applications/${id}`);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(tabs(page, name).getByRole("link", { name: "Settings" })).toHaveCount(count);
  await expect(page.getByRole("button", { name: `Actions for ${name}` })).toHaveCount(count);
  await page.goto(`/acme/applications/${id}/keys`);
  await expect(page.getByRole("row", { name: /Nightly/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Generate key" })).toHaveCount(count);
  await page.getByRole("button", { name: "Actions for Nightly" }).click();
  const menu = page.getByRole("menu", { name: "Actions for Nightly" });
  await expect(menu.getByRole("menuitem", { name: "Open" })).toBeVisible();
  for (const doing of ["Edit", "Disable", "Revoke"]) {
    await expect(menu.getByRole("menuitem", { name: doing })).toHaveCount(count);
  }
  await page.keyboard.press("Escape");
  await page.goto(`/acme/applications/${id}/settings`);
  if (may) await expect(page.getByLabel("Application name")).toHaveValue(name);
  else await expect(nothing(page)).toBeVisible();
}

test("an auditor sees everything and can change nothing", async ({ page }) => {
  await signIn(page.context(), people.auditor);
  await page.goto("/acme/applications");
  await expect(page.getByRole("link", { name: "Olive's ledger" })).toBeVisible();
  await expect(page.getByRole("link", { name: "New App" })).toHaveCount(0);
  await page.goto("/acme/applications/new");
  await expect(nothing(page)).toBeVisible();

  await expectMayManage(page, "Olive's ledger", foreign, false);
  await page.goto("/acme/keys");
  await expect(page.getByRole("row", { name: /Nightly.*Olive's ledger/ })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(0);
  await page
    .getByRole("row", { name: /Olive's ledger/ })
    .getByRole("button", { name: "Actions for Nightly" })
    .click();
  await expect(page.getByRole("menuitem")).toHaveText(["Open"]);
  await page.keyboard.press("Escape");
  await page.goto("/acme/apis");
  await expect(page.getByRole("row", { name: /Invoices/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add API" })).toHaveCount(0);
  await page.goto("/acme/apis/invoices");
  await expect(page.getByRole("heading", { name: "Invoices" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Edit|Delete|Add endpoint)$/ })).toHaveCount(0);
  await page.goto("/acme/settings/tokens");
  await expect(page.getByRole("row", { name: /Command line/ })).toBeVisible();
  await expect(
    page.getByRole("button", { name: /^(Create service token|Revoke .*)$/ }),
  ).toHaveCount(0);
  await main(page).getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByRole("row", { name: /Application created/ }).first()).toBeVisible();
});

test("a developer manages their own applications and no others", async ({ page }) => {
  await signIn(page.context(), people.developer);
  await page.goto("/acme/applications");
  await expect(page.getByRole("link", { name: "New App" })).toBeVisible();
  await expectMayManage(page, "Dora's notebook", owned, true);
  await expectMayManage(page, "Olive's ledger", foreign, false);

  await page.goto("/acme/keys?q=Nightly");
  const mine = page.getByRole("row", { name: /Dora's notebook/ });
  await mine.getByRole("button", { name: "Actions for Nightly" }).click();
  await expect(page.getByRole("menuitem", { name: "Revoke" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Quarantine" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  const theirs = page.getByRole("row", { name: /Olive's ledger/ });
  await expect(theirs).toBeVisible();
  await theirs.getByRole("button", { name: "Actions for Nightly" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Open"]);
  await page.keyboard.press("Escape");

  await page.goto(`/acme/applications/${owned.id}/audit`);
  await expect(page.getByRole("row", { name: /Application created/ })).toBeVisible();
  await page.goto(`/acme/applications/${foreign.id}/audit`);
  await expect(nothing(page)).toBeVisible();
  await page.goto("/acme/audit");
  await expect(page.getByText("The whole log is for owners, admins and auditors")).toBeVisible();
  await expect(page.getByRole("table", { name: "Audit events" })).toHaveCount(0);
  await page.goto("/acme/settings/tokens");
  await expect(nothing(page)).toBeVisible();
  await page.goto("/acme/settings");
  await expect(page.getByRole("link", { name: "Service tokens" })).toHaveCount(0);
  await page.goto("/acme/apis");
  await expect(page.getByRole("button", { name: "Add API" })).toHaveCount(0);
});

for (const role of ["admin", "owner"] as const) {
  test(`an ${role} manages every application, the APIs and the service tokens`, async ({
    page,
  }) => {
    await signIn(page.context(), people[role]);
    await expectMayManage(page, "Olive's ledger", foreign, true);
    await expectMayManage(page, "Dora's notebook", owned, true);
    await page.goto("/acme/apis/invoices");
    await expect(page.getByRole("button", { name: "Add endpoint" })).toBeVisible();
    await page.goto("/acme/settings/tokens");
    await expect(page.getByRole("button", { name: "Create service token" })).toBeVisible();
    await page.goto("/acme/audit");
    await expect(page.getByRole("table", { name: "Audit events" })).toBeVisible();
  });
}

test("another organization's address is not found, as one that never was", async ({ page }) => {
  await signIn(page.context(), people.owner);
  for (const path of ["/umbrella", "/umbrella/keys", "/acme/applications/app_nonsense"]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(nothing(page)).toBeVisible();
  }
});
