import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { startWorker } from "./behind-the-scenes";
import { expect, test } from "./product";

test.beforeAll(() => {
  acme();
  addMember("developer", people.developer);
});

/** What hinders people, by the standard of the other screens. */
async function graveViolations(page: Page) {
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude("[data-base-ui-focus-guard]");
  const { violations } = await axe.analyze();
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical");
}

const minute = 60_000;

/** Until what was asked for just now lies in a minute that is judged. */
const minuteIsOver = (page: Page) =>
  page.waitForTimeout(minute - (Date.now() % minute) + 5000 + 2000);

test("an owner sets a rule, refusals come through the gate, and the bell tells of it", async ({
  page,
  request,
}) => {
  test.setTimeout(240_000);
  const { id: ownerId } = addMember("developer", people.developer);
  const name = `Weather desk ${Date.now()}`;
  const { id } = await manage(request, "POST", "/applications", {
    name,
    baseUrl: "https://weather.acme.test",
    ownerId,
  });
  const { apiKey } = await manage(request, "POST", `/applications/${id}/keys`, {
    name: "desk",
    environment: "development",
    quota: { limit: 10, period: "day" },
  });

  await signIn(page.context(), people.developer);
  await page.goto(`/acme/applications/${id}`);
  await page.getByRole("link", { name: "Alerts", exact: true }).click();
  await expect(page.getByRole("heading", { name: "No alert rules yet" })).toBeVisible();
  expect.soft(await graveViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Requests below 1 over 24 hours" }).click();
  await expect(
    page.getByRole("row", { name: /^Requests below 1 over 24 hours Calm/ }),
  ).toBeVisible();

  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog", { name: "New alert rule" });
  await expect(dialog.getByText(/^In the last 24 hours it would not have fired/)).toBeVisible();
  await dialog.getByRole("combobox", { name: "Fire when" }).click();
  await page.getByRole("option", { name: "Refused requests" }).click();
  await dialog.getByRole("combobox", { name: "Over" }).click();
  await page.getByRole("option", { name: "5 minutes", exact: true }).click();
  await dialog.getByLabel("Threshold").fill("a few");
  await dialog.getByRole("button", { name: "Set rule" }).click();
  await expect(dialog.getByText("Enter a number.")).toBeVisible();
  expect.soft(await graveViolations(page)).toEqual([]);
  await dialog.getByLabel("Threshold").fill("3");
  await dialog.getByRole("button", { name: "Set rule" }).click();
  const rule = page.getByRole("row", { name: /^Refused requests above 3 over 5 minutes/ });
  await expect(rule).toContainText("Calm");

  const codes = [];
  for (let asked = 0; asked < 15; asked++) codes.push((await verdictOf(request, apiKey)).code);
  expect(codes).toEqual([...Array(10).fill("VALID"), ...Array(5).fill("QUOTA_EXCEEDED")]);
  await minuteIsOver(page);
  const worker = await startWorker();
  try {
    await expect(async () => {
      await page.goto(`/acme/applications/${id}/alerts`);
      await expect(rule).toContainText("Firing", { timeout: 1000 });
    }).toPass({ timeout: 2 * minute });
  } finally {
    await worker.stop();
  }
  await expect(rule.getByRole("cell", { name: "5", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "1 alert firing" })).toBeVisible();
  await expect(page.getByRole("meter", { name: "Quota of desk used" })).toHaveAttribute(
    "aria-valuenow",
    "10",
  );
  expect.soft(await graveViolations(page)).toEqual([]);

  await page.getByRole("button", { name: /^Notifications, / }).click();
  const news = page.getByRole("dialog", { name: "Notifications" });
  await expect(news.getByText(`desk of ${name} has used up its quota of 10 per day`)).toBeVisible();
  await news
    .getByRole("link", {
      name: new RegExp(`Alert on ${name}: refused requests 5 over 5 minutes, above 3`),
    })
    .click();
  await expect(page).toHaveURL(new RegExp(`/applications/${id}/alerts$`));
  await page.getByRole("link", { name: "desk", exact: true }).click();
  await expect(page.getByText("Used up: requests are refused until")).toBeVisible();
  await page.goto(`/acme/applications/${id}/audit`);
  await expect(page.getByRole("row", { name: /Alert fired/ })).toContainText("Check alerts");

  await page.goto(`/acme/applications/${id}/alerts`);
  await rule.getByRole("button", { name: /^Actions/ }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const editing = page.getByRole("dialog", { name: "Edit alert rule" });
  await editing.getByLabel("Threshold").fill("300");
  await editing.getByRole("button", { name: "Save rule" }).click();
  const edited = page.getByRole("row", { name: /^Refused requests above 300/ });
  await expect(edited).toContainText("Calm");
  await edited.getByRole("button", { name: /^Actions/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete rule" }).click();
  await expect(edited).toHaveCount(0);
});

test("who neither owns nor maintains an application sees nothing of its alerts", async ({
  page,
  request,
}) => {
  const { id } = await manage(request, "POST", "/applications", {
    name: `Not theirs ${Date.now()}`,
    baseUrl: "https://other.acme.test",
  });
  await signIn(page.context(), people.developer);
  await page.goto(`/acme/applications/${id}`);
  await expect(page.getByRole("link", { name: "Access keys" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Alerts", exact: true })).toHaveCount(0);
  await page.goto(`/acme/applications/${id}/alerts`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
