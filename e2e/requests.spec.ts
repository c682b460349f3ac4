import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { expect, test } from "./product";

const name = "Help desk";
let application: { id: string };
let apiKey: string;

test.beforeAll(async ({ request }) => {
  acme();
  addMember("admin", people.admin);
  const { id: ownerId } = addMember("developer", people.developer);
  const { total } = await manage(request, "GET", "/apis?search=refunds");
  if (total === 0) {
    const baseUrl = "https://refunds.acme.test";
    const { id } = await manage(request, "POST", "/apis", {
      name: "Refunds",
      slug: "refunds",
      baseUrl,
    });
    const permission = (wish: object) => manage(request, "POST", `/apis/${id}/permissions`, wish);
    await permission({ name: "refunds:read", description: "See refunds" });
    await permission({ name: "refunds:pay", description: "Send money back", sensitive: true });
    await manage(request, "POST", `/apis/${id}/endpoints`, {
      method: "POST",
      path: "/refunds",
      summary: "Pay a refund",
      permission: "refunds:pay",
    });
  }
  const wish = { name: `${name} ${Date.now()}`, baseUrl: "https://desk.acme.test", ownerId };
  application = await manage(request, "POST", "/applications", wish);
  const made = await manage(request, "POST", `/applications/${application.id}/keys`, {
    name: "desk",
    environment: "development",
  });
  apiKey = made.apiKey;
});

/** What hinders people, by the standard of the other screens. */
async function graveViolations(page: Page) {
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude("[data-base-ui-focus-guard]");
  const { violations } = await axe.analyze();
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical");
}

const bell = (page: Page) => page.getByRole("button", { name: /^Notifications/ });

/** Puts behind them what other stories have told them. */
async function readAll(page: Page): Promise<void> {
  await page.goto("/acme");
  await expect(bell(page)).toBeVisible();
  if ((await bell(page).getAttribute("aria-label")) !== "Notifications") {
    await bell(page).click();
    await page.getByRole("button", { name: "Mark all as read" }).click();
  }
  await expect(bell(page)).toHaveAccessibleName("Notifications");
}

test("a developer asks, an admin hears the bell and approves, and the key works", async ({
  browser,
  request,
}) => {
  const ask = { api: "refunds", permissions: ["refunds:pay"] };
  const dora = await (await browser.newContext()).newPage();
  await signIn(dora.context(), people.developer);
  await readAll(dora);
  await dora.goto(`/acme/applications/${application.id}/apis`);
  await dora.getByRole("button", { name: "Manage permissions" }).click();
  await dora.getByRole("button", { name: "Refunds" }).click();
  await dora.getByRole("button", { name: "Request access" }).click();
  const asking = dora.getByRole("dialog", { name: "Request access" });
  await expect(asking).toBeVisible();
  expect.soft(await graveViolations(dora)).toEqual([]);
  await expect(asking.getByRole("checkbox", { name: /refunds:pay/ })).toBeChecked();
  await asking.getByRole("button", { name: "Request access" }).click();
  await expect(asking.getByText("Say what it is needed for.")).toBeVisible();
  await asking.getByLabel("Reason").fill("The desk pays refunds.");
  await asking.getByRole("button", { name: "Request access" }).click();
  await expect(asking).toHaveCount(0);
  await dora.goto(`/acme/applications/${application.id}/apis`);
  await expect(dora.getByText("1 pending request")).toBeVisible();
  expect((await verdictOf(request, apiKey, ask)).code).toBe("INSUFFICIENT_PERMISSIONS");

  const adam = await (await browser.newContext()).newPage();
  await signIn(adam.context(), people.admin);
  await adam.goto("/acme");
  await expect(bell(adam)).toHaveAccessibleName("Notifications, 1 unread");
  await bell(adam).click();
  const news = adam.getByRole("dialog", { name: "Notifications" });
  await expect(news.getByRole("link", { name: "All notifications" })).toBeVisible();
  expect.soft(await graveViolations(adam)).toEqual([]);
  await adam.getByRole("link", { name: /Dora Developer requests refunds:pay/ }).click();
  await expect(adam.getByText("The desk pays refunds.")).toBeVisible();
  await expect(adam.getByText("Send money back")).toBeVisible();
  await expect(adam.getByText("/refunds", { exact: true })).toBeVisible();
  await expect(bell(adam)).toHaveAccessibleName("Notifications");
  expect.soft(await graveViolations(adam)).toEqual([]);
  await adam.getByRole("button", { name: "Refuse" }).click();
  await expect(adam.getByText("Say why, so that they know what to do instead.")).toBeVisible();
  await adam.getByLabel("Your word to Dora Developer").fill("Up to 50 each, please.");
  await adam.getByRole("button", { name: "Approve" }).click();
  await expect(adam.getByText("Adam Admin approved this request")).toBeVisible();
  await expect(adam.getByRole("button", { name: "Approve" })).toHaveCount(0);
  expect((await verdictOf(request, apiKey, ask)).code).toBe("VALID");

  await dora
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Overview" })
    .click();
  await expect(bell(dora)).toHaveAccessibleName("Notifications, 1 unread");
  await bell(dora).click();
  await expect(dora.getByText("“Up to 50 each, please.”")).toBeVisible();
  await expect(dora.getByText("Unread:")).toHaveCount(1);
  await dora.getByRole("button", { name: "Mark all as read" }).click();
  await expect(dora.getByText("Unread:")).toHaveCount(0);
  await expect(bell(dora)).toHaveAccessibleName("Notifications");
  await dora.getByRole("link", { name: "All notifications" }).click();
  await expect(dora.getByRole("link", { name: /Adam Admin approved refunds:pay/ })).toBeVisible();
  await dora.getByRole("link", { name: /^Requests/ }).click();
  await expect(dora.getByRole("row", { name: /refunds:pay.*Approved.*Help desk/ })).toBeVisible();

  await adam.goto("/acme/audit");
  await expect(
    adam.getByRole("row", { name: /Request for access approved refunds:pay/ }),
  ).toBeVisible();
});

test("who asked can't decide, and may take it back", async ({ page, request }) => {
  await signIn(page.context(), people.developer);
  const { id: ownerId } = addMember("developer", people.developer);
  const ledger = `Ledger ${Date.now()}`;
  const { id } = await manage(request, "POST", "/applications", {
    name: ledger,
    baseUrl: "https://ledger.acme.test",
    ownerId,
  });
  await page.goto(`/acme/applications/${id}/apis?request=refunds%20refunds:pay`);
  const asking = page.getByRole("dialog", { name: "Request access" });
  await asking.getByRole("checkbox", { name: "Production" }).click();
  await asking.getByLabel("Reason").fill("To try it.");
  await asking.getByRole("button", { name: "Request access" }).click();
  await expect(asking).toHaveCount(0);
  await page.goto("/acme/inbox");
  await page.getByRole("link", { name: new RegExp(ledger) }).click();
  await expect(page.getByText("Development and staging")).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Approve|Refuse)$/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Withdraw request" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw request" }).click();
  await expect(page.getByText("Dora Developer withdrew this request")).toBeVisible();
});

test("an owner narrows a role, sees whom it hits, and it holds at once", async ({
  page,
  request,
}) => {
  const ask = { api: "refunds", permissions: ["refunds:read"] };
  await signIn(page.context(), people.developer);
  await page.goto(`/acme/applications/${application.id}/apis`);
  await page.getByRole("button", { name: "Manage permissions" }).click();
  await page.getByRole("button", { name: "Refunds" }).click();
  await page.getByRole("checkbox", { name: /refunds:read/ }).click();
  await page.getByRole("button", { name: "Save permissions" }).click();
  await expect(page.getByRole("dialog", { name: "Manage permissions" })).toHaveCount(0);
  expect((await verdictOf(request, apiKey, ask)).code).toBe("VALID");
  await page.goto("/acme/policies");
  await expect(page.getByText("Owners and admins change it.")).toBeVisible();
  await expect(page.getByRole("combobox")).toHaveCount(0);

  await signIn(page.context(), people.owner);
  await page.goto("/acme/policies");
  await page.getByRole("combobox", { name: "Developers in development" }).click();
  await page.getByRole("option", { name: /^Nothing/ }).click();
  await page.getByRole("button", { name: "Review change" }).click();
  const review = page.getByRole("dialog", { name: "Review change" });
  await expect(review.getByText(/^\d+ active keys? may do less$/)).toBeVisible();
  await expect(review.getByText(`desk of ${name}`)).toBeVisible();
  expect.soft(await graveViolations(page)).toEqual([]);
  await review.getByRole("button", { name: "Save policies" }).click();
  await expect(page.getByText(/^Stopped everywhere at/)).toBeVisible();
  expect((await verdictOf(request, apiKey, ask)).code).toBe("INSUFFICIENT_PERMISSIONS");
  await page.getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("combobox", { name: "Developers in development" }).click();
  await page.getByRole("option", { name: /^Only what/ }).click();
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByText("No active key may do less")).toBeVisible();
  await page.getByRole("button", { name: "Save policies" }).click();
  await expect(page.getByText("Policies saved")).toBeVisible();
  expect((await verdictOf(request, apiKey, ask)).code).toBe("VALID");
});
