import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn } from "./acme";
import { expect, test } from "./product";

test.beforeAll(() => {
  acme();
  addMember("admin", people.admin);
  addMember("developer", people.developer);
});

/** What hinders people, by the standard of the other screens. */
async function graveViolations(page: Page) {
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude("[data-base-ui-focus-guard]");
  const { violations } = await axe.analyze();
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical");
}

test("a developer asks for a production key, an admin approves, and one key is generated", async ({
  browser,
  request,
}) => {
  const { id: ownerId } = addMember("developer", people.developer);
  const name = `Night train ${Date.now()}`;
  const { id } = await manage(request, "POST", "/applications", {
    name,
    baseUrl: "https://train.acme.test",
    ownerId,
  });
  await manage(request, "PUT", `/policies/applications/${id}`, {
    rules: { approvalRequired: { production: true } },
  });

  const dora = await (await browser.newContext()).newPage();
  await signIn(dora.context(), people.developer);
  const generateButton = dora.getByRole("button", { name: "Generate key" });
  const dialog = dora.getByRole("dialog", { name: "Generate key" });
  const chooseProduction = async () => {
    await dora.goto(`/acme/applications/${id}/keys`);
    await generateButton.first().click();
    await dialog.getByRole("radio", { name: "Production" }).click();
  };
  await chooseProduction();
  await dialog.getByLabel("Reason").fill("The night train reports from production.");
  expect.soft(await graveViolations(dora)).toEqual([]);
  await dialog.getByRole("button", { name: "Request approval" }).click();
  await dialog.getByRole("link", { name: "See your request" }).click();
  await expect(dora.getByRole("heading", { name: `A production key for ${name}` })).toBeVisible();
  await expect(dora.getByRole("button", { name: "Withdraw request" })).toBeVisible();
  const requestUrl = dora.url();

  const adam = await (await browser.newContext()).newPage();
  await signIn(adam.context(), people.admin);
  await adam.goto("/acme/inbox/notifications");
  await adam
    .getByRole("link", { name: `Dora Developer requests a production key for ${name}` })
    .click();
  await expect(adam.getByText("The night train reports from production.")).toBeVisible();
  await expect(adam.getByText(/Dora Developer may generate it within 7 days/)).toBeVisible();
  expect.soft(await graveViolations(adam)).toEqual([]);
  await adam.getByLabel("Your word to Dora Developer").fill("One for the timetable.");
  await adam.getByRole("button", { name: "Approve" }).click();
  await expect(adam.getByText("Adam Admin approved this request")).toBeVisible();
  await expect(adam.getByText(/Dora Developer may generate it until/)).toBeVisible();

  await dora.goto("/acme/inbox/notifications");
  await dora
    .getByRole("link", { name: `Adam Admin approved a production key for ${name}` })
    .click();
  await expect(dora.getByText(/You may generate it until/)).toBeVisible();
  await expect(dora.getByRole("link", { name: "Generate key" })).toBeVisible();
  expect.soft(await graveViolations(dora)).toEqual([]);
  await chooseProduction();
  await dialog.getByLabel("Key name").fill("Timetable");
  await dialog.getByRole("button", { name: "Generate key" }).click();
  await expect(dora.getByText(/^pcl_live_/).first()).toBeVisible();
  const { data } = await manage(request, "GET", `/applications/${id}/keys`);
  expect(data).toMatchObject([{ name: "Timetable", environment: "production", status: "active" }]);

  await adam.goto(requestUrl);
  await adam.getByRole("link", { name: "See the key" }).click();
  await expect(adam.getByRole("heading", { name: "Timetable" })).toBeVisible();
});
