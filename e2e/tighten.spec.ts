import type { APIRequestContext, Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { startWorker } from "./behind-the-scenes";
import { expect, test } from "./product";

const day = 86_400_000;

test.beforeAll(() => {
  acme();
  addMember("admin", people.admin);
});

test.afterEach(async ({ request }) => {
  const rules = { maxLifetimeDays: { production: null }, disableIdleDays: null };
  await manage(request, "PUT", "/policies", { rules });
});

const rule = (page: Page, name: string) => page.getByRole("group", { name });

async function keyOf(request: APIRequestContext, application: string, name: string, days: number) {
  return manage(request, "POST", `/applications/${application}/keys`, {
    name,
    environment: "production",
    expiresAt: new Date(Date.now() + days * day).toISOString(),
  });
}

test("a policy is tightened: what breaks is seen first, one key is excepted, the other is stopped", async ({
  page,
  request,
}) => {
  const { id } = await manage(request, "POST", "/applications", {
    name: `Harbour board ${Date.now()}`,
    baseUrl: "https://harbour.acme.test",
  });
  const long = await keyOf(request, id, "Long pier", 365);
  const patient = await keyOf(request, id, "Patient pier", 365);
  const short = await keyOf(request, id, "Short pier", 30);
  expect(await verdictOf(request, long.apiKey)).toMatchObject({ valid: true });

  await signIn(page.context(), people.admin);
  await page.goto("/acme/policies");
  const lifetime = rule(page, "Longest lifetime").getByLabel("Production");
  await lifetime.fill("0");
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByText("A whole number from 1 to 3650, or null.")).toBeVisible();
  await lifetime.fill("90");
  await page.getByRole("button", { name: "Review change" }).click();

  const review = page.getByRole("dialog", { name: "Review change" });
  await expect(review.getByRole("list", { name: "Changes" })).toContainText(
    "Longest lifetime in production: from no limit to 90 days",
  );
  const breaking = review.getByRole("region", { name: "Keys that would break a rule" });
  await expect(breaking).toContainText(/used in the last day/);
  const longRow = breaking.getByRole("listitem").filter({ hasText: "Long pier" });
  await expect(longRow).toContainText("Production keys live at most 90 days; this one lives 365");
  const patientRow = breaking.getByRole("listitem").filter({ hasText: "Patient pier" });
  await expect(breaking.getByText("Short pier")).toHaveCount(0);
  await patientRow.getByRole("checkbox", { name: "Except this key" }).click();
  await review.getByRole("radio", { name: /^At once/ }).click();
  await review.getByRole("button", { name: "Save policies" }).click();
  await expect(patientRow.getByText("Say why.")).toBeVisible();
  await patientRow.getByLabel("Reason").fill("The supplier rotates in spring.");
  await manage(request, "PUT", "/policies", { rules: { disableIdleDays: 365 } });
  await review.getByRole("button", { name: "Save policies" }).click();
  await expect(review.getByText("Somebody changed the policies in the meantime")).toBeVisible();
  await review.getByRole("button", { name: "Compare with the present policies" }).click();
  await expect(patientRow.getByLabel("Reason")).toHaveValue("The supplier rotates in spring.");
  await expect(review.getByRole("list", { name: "Changes" }).getByRole("listitem")).toHaveCount(1);
  await review.getByRole("button", { name: "Save policies" }).click();
  await expect(review).toHaveCount(0);

  await expect(keyOf(request, id, "Next pier", 365)).rejects.toThrow(/lifetime|90 days/i);
  const worker = await startWorker();
  await expect
    .poll(async () => (await verdictOf(request, long.apiKey)).code, { timeout: 30_000 })
    .toBe("DISABLED");
  await worker.stop();
  expect(await verdictOf(request, patient.apiKey)).toMatchObject({ valid: true });
  expect(await verdictOf(request, short.apiKey)).toMatchObject({ valid: true });

  await page.goto("/acme/policies/exceptions");
  const exception = page.getByRole("row", { name: /Patient pier/ });
  await expect(exception).toContainText("The supplier rotates in spring.");
  await expect(exception).toContainText("Adam Admin");
  await page.goto(`/acme/keys/${long.key.id}`);
  await expect(page.getByText("Disabled").first()).toBeVisible();

  await page.goto("/acme/policies");
  await rule(page, "Longest lifetime").getByLabel("Production").fill("");
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(review.getByText("Loosens")).toBeVisible();
  await expect(review.getByText("No key breaks a rule by this.")).toBeVisible();
  await review.getByRole("button", { name: "Save policies" }).click();
  await expect(review).toHaveCount(0);
  await expect(keyOf(request, id, "Last pier", 365)).resolves.toMatchObject({ key: {} });
});

test("an owner gives one application stricter rules, never looser ones", async ({
  page,
  request,
}) => {
  const { id } = await manage(request, "POST", "/applications", {
    name: `Customs desk ${Date.now()}`,
    baseUrl: "https://customs.acme.test",
  });
  await manage(request, "PUT", "/policies", { rules: { maxLifetimeDays: { production: 90 } } });
  await signIn(page.context(), people.admin);
  await page.goto(`/acme/applications/${id}/settings`);
  await expect(page.getByText("Its keys obey the rules of the organization.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set stricter rules" })).toHaveCount(0);

  await signIn(page.context(), people.owner);
  await page.goto(`/acme/applications/${id}/settings`);
  await page.getByRole("button", { name: "Set stricter rules" }).click();
  const lifetime = rule(page, "Longest lifetime").getByLabel("Production");
  await expect(rule(page, "Longest lifetime")).toContainText("Organization: 90 days");
  await lifetime.fill("100");
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByText(/^Not looser than the organization/)).toBeVisible();
  await expect(lifetime).toBeFocused();
  await lifetime.fill("20");
  await page.getByRole("button", { name: "Review change" }).click();
  const review = page.getByRole("dialog", { name: "Review change" });
  await expect(review.getByText("No key breaks a rule by this.")).toBeVisible();
  await review.getByRole("button", { name: "Save policies" }).click();
  await expect(page.getByRole("list", { name: "Stricter rules" })).toContainText(
    "Longest lifetime in production20 days (organization: 90 days)",
  );
  await expect(keyOf(request, id, "Too long", 30)).rejects.toThrow(/20 days/);
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove rules" }).click();
  await expect(page.getByText("Its keys obey the rules of the organization.")).toBeVisible();
  await expect(keyOf(request, id, "Not too long", 30)).resolves.toMatchObject({ key: {} });
});
