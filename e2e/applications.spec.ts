import type { Page } from "@playwright/test";
import { acme, manage, people, signIn, verdictOf } from "./acme";
import { expect, product, test } from "./product";

const names = Array.from(
  { length: 30 },
  (_, index) => `Courier ${String(index + 1).padStart(2, "0")}`,
);

test.beforeAll(async ({ request }) => {
  acme();
  const { total } = await manage(request, "GET", "/applications?search=Courier&limit=1");
  if (total === names.length) return;
  for (const name of names) {
    await manage(request, "POST", "/applications", { name, baseUrl: "https://courier.acme.test" });
  }
});

test.beforeEach(async ({ context }) => {
  await signIn(context, people.owner);
});

const search = (page: Page) => page.getByRole("searchbox", { name: "Search applications" });
const cards = (page: Page) => page.getByRole("listitem").filter({ has: page.getByRole("heading") });

async function choose(page: Page, label: string, option: string) {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

async function register(page: Page, name: string, baseUrl = "https://register.acme.test") {
  await page.goto("/acme/applications/new");
  await page.getByLabel("Application name").fill(name);
  await page.getByLabel("Base URL").fill(baseUrl);
  await page.getByRole("button", { name: "Next" }).click();
}

test("search, filter, sort, page and view stand in the address, and back undoes them", async ({
  page,
}) => {
  await page.goto("/acme/applications");
  await search(page).fill("courier");
  await expect(page).toHaveURL(/\?q=courier$/);
  await expect(page.getByText("1–24 of 30")).toBeVisible();
  await expect(cards(page)).toHaveCount(24);

  await choose(page, "Sort by", "Name");
  await expect(page).toHaveURL(/sort=name/);
  await expect(cards(page).first()).toContainText("Courier 01");
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(cards(page)).toHaveCount(6);
  await expect(cards(page).first()).toContainText("Courier 25");

  await page.getByRole("button", { name: "Table" }).click();
  await expect(page).toHaveURL(/view=table/);
  await expect(page).not.toHaveURL(/page=/);
  await expect(page.getByRole("row")).toHaveCount(31);
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(page).toHaveURL(/sort=-name/);
  await expect(page.getByRole("row").nth(1)).toContainText("Courier 30");

  await choose(page, "Status", "Inactive");
  await expect(page).toHaveURL(/status=inactive/);
  await expect(page.getByText("No application matches")).toBeVisible();
  await page.reload();
  await expect(search(page)).toHaveValue("courier");
  await expect(page.getByText("No application matches")).toBeVisible();

  await page.goBack();
  await expect(page).not.toHaveURL(/status=/);
  await expect(page.getByRole("row")).toHaveCount(31);
  await page.goBack();
  await expect(page).toHaveURL(/page=2/);
  await expect(cards(page)).toHaveCount(6);
  await page.goBack();
  await expect(cards(page).first()).toContainText("Courier 01");
});

const badUrls: [string, RegExp][] = [
  ["http://courier.acme.test", /Use https/],
  ["javascript:alert(1)", /Begin with https/],
  ["ftp://courier.acme.test", /Begin with https/],
  ["https://olive:secret@courier.acme.test", /user name and password/],
  ["https://courier.acme.test/#part", /from # on/],
  ["https://courier acme.test", /No spaces/],
  ["https://", /Begin with https/],
];

test("a base URL that won't do is told at its field, and nothing typed is lost", async ({
  page,
}) => {
  await register(page, "Well kept", badUrls[0]?.[0]);
  const field = page.getByLabel("Base URL");
  await page.getByLabel("Description").fill("Still here");
  for (const [address, words] of badUrls) {
    await field.fill(address);
    await page.getByRole("button", { name: "Next" }).click();
    await expect(field).toHaveAccessibleDescription(words);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveValue(address);
    await expect(page.getByLabel("Application name")).toHaveValue("Well kept");
    await expect(page.getByLabel("Description")).toHaveValue("Still here");
  }
  await field.fill("http://localhost:8080/hook");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "Endpoints" })).toBeVisible();
});

test("a name that looks like another is refused at its field", async ({ page, request }) => {
  await register(page, "Cоurier 0l");
  await page.getByRole("button", { name: /Skip for now|Next/ }).click();
  await page.getByRole("button", { name: "Connect and generate keys" }).click();
  const field = page.getByLabel("Application name");
  await expect(field).toHaveAccessibleDescription(/has this name, or one that looks like it/);
  await expect(field).toHaveValue("Cоurier 0l");
  const { total } = await manage(request, "GET", "/applications?search=Courier&limit=1");
  expect(total).toBe(names.length);
});

test("deactivating refuses an application's keys at once, activating lets them work", async ({
  page,
  request,
}) => {
  const wish = { name: "Switchboard", baseUrl: "https://switch.acme.test" };
  const { id } = await manage(request, "POST", "/applications", wish);
  const key = { name: "Line one", environment: "production" };
  const { apiKey } = await manage(request, "POST", `/applications/${id}/keys`, key);
  expect((await verdictOf(request, apiKey)).code).toBe("VALID");

  await page.goto(`/acme/applications/${id}/settings`);
  await page.getByRole("button", { name: "Deactivate application" }).click();
  const dialog = page.getByRole("dialog", { name: "Deactivate Switchboard?" });
  await expect(dialog).toContainText("Its one active key is refused");
  await dialog.getByRole("button", { name: "Deactivate application" }).click();
  const stopped = /^Stopped everywhere at \d\d:\d\d:\d\d\.\d{3} — 1 gate\.$/;
  await expect(page.getByText(stopped)).toBeVisible();
  await expect(
    page.getByRole("button", { name: "Activate application", exact: true }),
  ).toBeVisible();
  for (const door of ["gate", "portal"] as const) {
    const { valid, code } = await verdictOf(request, apiKey, { door });
    expect({ valid, code }).toEqual({ valid: false, code: "APPLICATION_INACTIVE" });
  }
  await page.getByRole("link", { name: /Access keys/ }).click();
  await expect(page.getByText("The application is inactive")).toBeVisible();
  await expect(page.getByRole("button", { name: "Generate key" })).toHaveCount(0);

  await page.goto(`/acme/applications/${id}/settings`);
  await page.getByRole("button", { name: "Activate application", exact: true }).click();
  await expect(page.getByRole("button", { name: "Deactivate application" })).toBeVisible();
  for (const door of ["gate", "portal"] as const) {
    expect((await verdictOf(request, apiKey, { door })).code).toBe("VALID");
  }
});

test("an application is deleted by its typed name only, and its keys end", async ({
  page,
  request,
}) => {
  const wish = { name: "Old Billing", baseUrl: "https://billing.acme.test" };
  const { id } = await manage(request, "POST", "/applications", wish);
  const key = { name: "Ledger job", environment: "production" };
  const { apiKey } = await manage(request, "POST", `/applications/${id}/keys`, key);

  await page.goto(`/acme/applications/${id}`);
  await page.getByRole("button", { name: "Actions for Old Billing" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Old Billing?" });
  await expect(dialog).toContainText("1 active key stops");
  await expect(dialog).toContainText("Ledger job");
  const confirm = dialog.getByRole("button", { name: "Delete application" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(/^Type/).fill("old billing");
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(/^Type/).fill("Old Billing");
  await confirm.click();
  await expect(page).toHaveURL(`${product().portalUrl}/acme/applications`);
  await expect(page.getByRole("link", { name: "Old Billing" })).toHaveCount(0);
  expect((await verdictOf(request, apiKey)).valid).toBe(false);
  await page.goto(`/acme/applications/${id}`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("the keyboard reaches everything: palette, shortcuts and jumps", async ({ page }) => {
  await page.goto("/acme");
  await expect(page.getByRole("heading", { name: "Acme", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toContainText("Go to Apps");
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);

  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await expect(page).toHaveURL(/\/acme\/keys$/);
  await expect(page.getByRole("heading", { name: "Keys", level: 1 })).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("combobox", { name: "Search or jump to" });
  await expect(palette).toBeFocused();
  await page.keyboard.type("courier 17");
  await expect(page.getByRole("option", { name: /Courier 17/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Courier 17", level: 1 })).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("new app");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "New App", level: 1 })).toBeVisible();
});

test("a pasted key leaves the browser without its secret", async ({ page, request }) => {
  const [application] = (await manage(request, "GET", "/applications?search=Courier%2011")).data;
  const key = { name: "Pasted", environment: "staging" };
  const path = `/applications/${application.id}/keys`;
  const { apiKey, sharedKey } = await manage(request, "POST", path, key);
  const sent: string[] = [];
  page.on("request", (one) => sent.push(`${one.url()} ${one.postData() ?? ""}`));

  await page.goto("/acme");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or jump to" }).fill(apiKey);
  await page.getByRole("option", { name: /Pasted/ }).click();
  await expect(page.getByRole("heading", { name: "Pasted", level: 1 })).toBeVisible();
  expect(sent.some((text) => text.includes(sharedKey))).toBe(true);
  for (const text of sent) expect(text).not.toContain(apiKey.slice(sharedKey.length));
});

test("the wizard needs no mouse", async ({ page }) => {
  await page.goto("/acme/applications/new");
  await page.getByLabel("Application name").focus();
  await page.keyboard.type("Keyboard only");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Base URL")).toBeFocused();
  await page.keyboard.type("https://keyboard.acme.test");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Endpoints" })).toBeFocused();
  await tabTo(page, /Skip for now|^Next/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Key", exact: true })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: /Staging/ })).toBeChecked();
  await tabTo(page, /^Connect and generate keys/);
  await page.keyboard.press("Enter");
  const reveal = page.getByRole("dialog", { name: "Successfully generated your API keys" });
  await expect(reveal).toBeVisible();
  await tabTo(page, /^Done/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^I have stored it/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Keyboard only", level: 1 })).toBeVisible();
});

/** Presses Tab until the button with that text has the focus. */
async function tabTo(page: Page, name: RegExp) {
  for (let presses = 0; presses < 60; presses++) {
    const text = await page.evaluate(() => document.activeElement?.textContent ?? "");
    const tag = await page.evaluate(() => document.activeElement?.tagName);
    if (tag === "BUTTON" && name.test(text.trim())) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no button ${name} is reached by Tab`);
}
