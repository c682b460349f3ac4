import { acme, manage, people, signIn, verdictOf } from "./acme";
import { expect, test } from "./product";

test.beforeAll(() => {
  acme();
});

test("a key gets its limits when it is generated, and the gate keeps them", async ({
  page,
  request,
}) => {
  const wish = { name: `Tide tables ${Date.now()}`, baseUrl: "https://tides.acme.test" };
  const { id } = await manage(request, "POST", "/applications", wish);
  await signIn(page.context(), people.owner);
  await page.goto(`/acme/applications/${id}/keys`);
  await page.getByRole("button", { name: "Generate key" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Rate limit")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Limits None" }).click();
  await dialog.getByLabel("Rate limit", { exact: false }).first().fill("none");
  await dialog.getByLabel("Quota", { exact: false }).first().fill("10,000");
  await dialog.getByRole("button", { name: "Generate key" }).click();
  await expect(dialog.getByText("A whole number from 1 to 100000000.")).toBeVisible();
  await dialog.getByLabel("Rate limit", { exact: false }).first().fill("2");
  await dialog.getByRole("combobox", { name: "Time of rate limit 1" }).click();
  await page.getByRole("option", { name: "per day" }).click();
  await dialog.getByRole("button", { name: "Add another" }).click();
  await dialog.getByLabel("Rate limit 2", { exact: true }).fill("100");
  await expect(dialog.getByText("2 per day, 100 per hour, 10,000 per month")).toBeVisible();
  await dialog.getByRole("button", { name: "Generate key" }).click();
  await expect(dialog.getByText("Secret Key", { exact: true })).toBeVisible();

  const { data } = await manage(request, "GET", `/applications/${id}/keys`);
  expect(data).toMatchObject([
    {
      rateLimits: [
        { name: "default", limit: 2, seconds: 86_400 },
        { name: "limit-2", limit: 100, seconds: 3600 },
      ],
      quota: { limit: 10_000, period: "month" },
    },
  ]);

  const limited = { name: "limited", environment: "development", ...pick(data[0]) };
  const { apiKey } = await manage(request, "POST", `/applications/${id}/keys`, limited);
  for (const code of ["VALID", "VALID", "RATE_LIMITED", "RATE_LIMITED"]) {
    expect((await verdictOf(request, apiKey)).code).toBe(code);
  }
  expect((await verdictOf(request, apiKey, { door: "portal" })).code).toBe("RATE_LIMITED");
});

const pick = ({ rateLimits, quota }: Record<string, unknown>) => ({ rateLimits, quota });
