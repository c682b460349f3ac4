import type { Page } from "@playwright/test";
import { acme, addMember, password, people, signIn } from "./acme";
import { expect, product, test } from "./product";

test.beforeAll(() => {
  acme();
});

async function fill(page: Page, email: string, secret: string) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const wrong = "The e-mail address or the password is wrong.";
const overview = { name: "Acme", level: 1 };

test("a wrong password and an unknown account are answered alike", async ({ page }) => {
  await page.goto("/sign-in");
  const alert = page.getByRole("alert").filter({ hasText: wrong });
  for (const email of [people.owner.email, "nobody@acme.test"]) {
    const answered = page.waitForResponse(/callback\/credentials/);
    await fill(page, email, "not the password at all");
    const answer = await answered;
    expect(answer.status()).toBe(401);
    const { requestId: _, ...problem } = await answer.json();
    expect(problem).toMatchObject({ code: "UNAUTHENTICATED", detail: wrong });
    await expect(alert).toBeVisible();
    await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  }
  expect((await page.context().cookies()).some(({ name }) => name.includes("session"))).toBe(false);
});

test("an empty form says at its fields what is missing", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Enter your e-mail address.")).toBeVisible();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toBeFocused();
});

test("who guesses on and on has to wait, and nobody else has to", async ({ page, browser }) => {
  addMember("developer", people.forgetful);
  await page.goto("/sign-in");
  await expect(async () => {
    await fill(page, people.forgetful.email, "not the password at all");
    await expect(page.getByText(/^Too many tries\. Try again in \d+ seconds?\./)).toBeVisible({
      timeout: 1000,
    });
  }).toPass({ intervals: [0] });

  const other = await browser.newContext();
  await signIn(other, people.owner);
  await other.close();
});

test("sign-in leads to the page that was asked for, with its query", async ({ page }) => {
  await page.goto("/acme/keys?status=revoked&q=a%26b");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fill(page, people.owner.email, password);
  await expect(page).toHaveURL(`${product().portalUrl}/acme/keys?status=revoked&q=a%26b`);
  await expect(page.getByRole("heading", { name: "Keys" })).toBeVisible();
});

const hostile = [
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/%09/evil.example",
  "javascript:alert(1)",
  "http:evil.example",
];

test("no address leads out of the portal after sign-in", async ({ page }) => {
  for (const next of hostile) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fill(page, people.owner.email, password);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin, next).toBe(product().portalUrl);
  }
});

test("the signed-in are sent on from the sign-in page, within the portal", async ({ page }) => {
  await signIn(page.context(), people.owner);
  await page.goto("/sign-in?next=/acme/members");
  await expect(page).toHaveURL(`${product().portalUrl}/acme/members`);
  await page.goto("/sign-in?next=https://evil.example");
  await expect(page).toHaveURL(`${product().portalUrl}/acme`);
});

test("signing out ends the session, for a copy of its cookie too", async ({ page, browser }) => {
  await signIn(page.context(), people.owner);
  const copy = await browser.newContext({ storageState: await page.context().storageState() });
  await page.goto("/acme");
  await page.getByRole("button", { name: "Profile" }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/acme");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Facme$/);

  const stolen = await copy.newPage();
  await stolen.goto(`${product().portalUrl}/acme`);
  await expect(stolen).toHaveURL(/\/sign-in\?next=/);
  await copy.close();
});

test("signing out everywhere ends other browsers at their next request", async ({
  page,
  browser,
}) => {
  await signIn(page.context(), people.owner);
  const elsewhere = await browser.newContext();
  await signIn(elsewhere, people.owner);
  const other = await elsewhere.newPage();
  await other.goto(`${product().portalUrl}/acme`);
  await expect(other.getByRole("heading", overview)).toBeVisible();

  await page.goto("/acme");
  await page.getByRole("button", { name: "Profile" }).click();
  await page.getByRole("menuitem", { name: "Sign out everywhere" }).click();
  await page
    .getByRole("dialog", { name: "Sign out everywhere?" })
    .getByRole("button", { name: "Sign out everywhere" })
    .click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await other.getByRole("link", { name: "Members" }).click();
  await expect(other).toHaveURL(/\/sign-in\?next=%2Facme%2Fmembers$/);
  await elsewhere.close();
});
