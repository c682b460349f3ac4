import type { Browser, Page } from "@playwright/test";
import { acme, addMember, manage, type Person, password, people, signIn, verdictOf } from "./acme";
import { expect, product, test } from "./product";

test.beforeAll(() => {
  acme();
});

const rowOf = (page: Page, { name }: Person) =>
  page.getByRole("table", { name: "Members" }).getByRole("row", { name: new RegExp(name) });

async function choose(page: Page, member: Person, action: string) {
  await page.getByRole("button", { name: `Actions for ${member.name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

async function newPage(browser: Browser, person?: Person) {
  const context = await browser.newContext({ baseURL: product().portalUrl });
  if (person) await signIn(context, person);
  return context.newPage();
}

/** Invites as Olive and gives the link that she hands over. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto("/acme/members");
  await page.getByRole("button", { name: "Invite member" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("radio", { name: new RegExp(`^${role}`) }).click();
  await page.getByRole("button", { name: "Make invitation link" }).click();
  const reveal = page.getByRole("dialog", { name: `Hand the link to ${email}` });
  const link = await reveal.getByText(/\/invitations#/).textContent();
  await reveal.getByRole("button", { name: "Done" }).click();
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByRole("table", { name: "Invitations" })).toContainText(email);
  return link ?? "";
}

test("an invited developer opens the link, chooses a password and sees the portal", async ({
  page,
  browser,
}) => {
  await signIn(page.context(), people.owner);
  const ivy = { name: "Ivy Invited", email: "ivy@acme.test" };
  const link = await invite(page, ivy.email, "Developer");

  const theirs = await newPage(browser);
  await theirs.goto(link);
  await expect(theirs.getByText("Acme", { exact: true })).toBeVisible();
  await expect(theirs.getByText(ivy.email)).toBeVisible();
  await theirs.getByLabel("Your name").fill(ivy.name);
  await theirs.getByLabel("Password", { exact: true }).fill("too short");
  await theirs.getByRole("button", { name: "Join Acme" }).click();
  await expect(theirs.getByText("At least 15 characters.", { exact: true })).toBeVisible();
  await theirs.getByLabel("Password", { exact: true }).fill(password);
  await theirs.getByRole("button", { name: "Join Acme" }).click();
  await expect(theirs).toHaveURL(/\/acme$/);
  await expect(theirs.getByRole("heading", { name: "Acme", level: 1 })).toBeVisible();
  await theirs.getByRole("link", { name: "Members" }).click();
  await expect(rowOf(theirs, ivy)).toContainText("Developer");
  await expect(theirs.getByRole("button", { name: "Invite member" })).toHaveCount(0);

  const late = await newPage(browser);
  await late.goto(link);
  await expect(late.getByText("This link does not work")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("table", { name: "Invitations" })).toHaveCount(0);
  await late.context().close();
  await theirs.context().close();
});

test("somebody with an account signs in to accept, and as nobody else", async ({
  page,
  browser,
}) => {
  addMember("developer", people.developer);
  await signIn(page.context(), people.owner);
  const guest = { name: "Gus Guest", email: "gus@acme.test" };
  addMember("auditor", guest);
  await page.goto("/acme/members");
  await choose(page, guest, "Remove");
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(rowOf(page, guest)).toHaveCount(0);
  const link = await invite(page, guest.email, "Auditor");

  const other = await newPage(browser, people.developer);
  await other.goto(link);
  await expect(other.getByText(`You are signed in as ${people.developer.email}`)).toBeVisible();
  await expect(other.getByRole("button", { name: "Join Acme" })).toHaveCount(0);
  await other.context().close();

  const theirs = await newPage(browser);
  await theirs.goto(link);
  await theirs.getByLabel("Password", { exact: true }).fill(password);
  await theirs.getByRole("button", { name: "Sign in and join Acme" }).click();
  await expect(theirs).toHaveURL(/\/acme$/);
  await theirs.context().close();
});

test("removing a member asks what becomes of their application and key, and ends their visit", async ({
  page,
  browser,
  request,
}) => {
  const rhea = { name: "Rhea Removed", email: "rhea@acme.test" };
  const { id: ownerId } = addMember("developer", rhea);
  const made = await manage(request, "POST", "/applications", {
    name: "Rhea's robot",
    baseUrl: "https://robot.acme.test",
    ownerId,
  });
  const { apiKey } = await manage(request, "POST", `/applications/${made.id}/keys`, {
    name: "Robot",
    environment: "production",
  });
  expect(await verdictOf(request, apiKey)).toMatchObject({ valid: true });
  const theirs = await newPage(browser, rhea);
  await theirs.goto("/acme/members");
  await expect(rowOf(theirs, rhea)).toContainText("You");

  await signIn(page.context(), people.owner);
  await page.goto("/acme/members");
  await choose(page, rhea, "Remove");
  const dialog = page.getByRole("dialog", { name: "Remove Rhea Removed?" });
  await expect(dialog.getByRole("list", { name: "Applications" })).toContainText("Rhea's robot");
  await expect(dialog.getByRole("list", { name: "Keys" })).toContainText("Robot of Rhea's robot");
  await dialog.getByRole("radio", { name: /^Revoke them/ }).click();
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(dialog.getByText("Choose who gets them.")).toBeVisible();
  const heir = dialog.getByRole("combobox", { name: "Transfer the applications to" });
  await expect(async () => {
    await heir.click();
    await page.getByRole("option", { name: /Olive Owner/ }).click({ timeout: 2000 });
    await expect(heir).toContainText("Olive Owner", { timeout: 1000 });
  }).toPass();
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowOf(page, rhea)).toHaveCount(0);

  expect(await verdictOf(request, apiKey)).toMatchObject({ code: "REVOKED" });
  await theirs.goto("/acme/members");
  await expect(theirs.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.goto(`/acme/applications/${made.id}`);
  await expect(page.getByText("Owned by Olive Owner")).toBeVisible();
  await theirs.context().close();
});

test("a maintainer manages an application that they don't own", async ({
  page,
  browser,
  request,
}) => {
  addMember("developer", people.developer);
  const made = await manage(request, "POST", "/applications", {
    name: "Shared shop",
    baseUrl: "https://shop.acme.test",
  });
  const settings = `/acme/applications/${made.id}/settings`;
  const theirs = await newPage(browser, people.developer);
  await theirs.goto(settings);
  await expect(theirs.getByRole("heading", { name: "There is nothing here" })).toBeVisible();

  await signIn(page.context(), people.owner);
  await page.goto(settings);
  await page.getByLabel("Maintained by").click();
  await page.getByLabel("Maintained by").fill("dora");
  await page.getByRole("option", { name: /Dora Developer/ }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Save maintainers" }).click();
  await expect(page.getByText("1 maintainer")).toBeVisible();

  await theirs.goto(settings);
  await expect(theirs.getByLabel("Application name")).toHaveValue("Shared shop");
  await expect(theirs.getByLabel("Maintained by")).toHaveCount(0);
  await theirs.goto("/acme/applications?owner=me");
  await expect(theirs.getByRole("link", { name: "Shared shop" })).toBeVisible();
  await theirs.context().close();
});

test("an address under a former slug leads to the present one", async ({ page }) => {
  await signIn(page.context(), people.owner);
  async function rename(slug: string) {
    await page.getByLabel("Slug").fill(slug);
    await page.getByRole("button", { name: "Save organization" }).click();
    await expect(page).toHaveURL(`${product().portalUrl}/${slug}/settings`);
  }
  await page.goto("/acme/settings");
  await rename("acme-two");
  await page.goto("/acme/keys?status=revoked");
  await expect(page).toHaveURL(`${product().portalUrl}/acme-two/keys?status=revoked`);
  await page.goto("/acme-two/settings");
  await rename("acme");
  await page.goto("/acme-two/members");
  await expect(page).toHaveURL(`${product().portalUrl}/acme/members`);
});

test("a changed password ends the other sessions and opens new ones", async ({ page, browser }) => {
  const pat = { name: "Pat Password", email: "pat@acme.test" };
  addMember("developer", pat);
  await signIn(page.context(), pat);
  const elsewhere = await newPage(browser, pat);
  await elsewhere.goto("/acme");
  await page.goto("/acme/settings/profile");
  await page.getByLabel("Present password").fill("not the password at all");
  await page.getByLabel("New password").fill("seven otters in a canoe");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your present password.")).toBeVisible();
  await page.getByLabel("Present password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Present password")).toHaveValue("");
  await elsewhere.goto("/acme");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await elsewhere.context().close();
});

test("the organization’s policy is chosen for the keys of who is removed: they are quarantined", async ({
  page,
  request,
}) => {
  const quinn = { name: "Quinn Quarantined", email: "quinn@acme.test" };
  const { id: ownerId } = addMember("developer", quinn);
  const made = await manage(request, "POST", "/applications", {
    name: "Quinn's quotes",
    baseUrl: "https://quotes.acme.test",
  });
  const key = { name: "Quotes", environment: "production", ownerId };
  const { apiKey } = await manage(request, "POST", `/applications/${made.id}/keys`, key);
  await manage(request, "PUT", "/policies", { rules: { departedOwner: "quarantine" } });
  await signIn(page.context(), people.owner);
  await page.goto("/acme/members");
  await choose(page, quinn, "Remove");
  const dialog = page.getByRole("dialog", { name: "Remove Quinn Quarantined?" });
  const fate = dialog.getByRole("radio", {
    name: /^Quarantine them \(the organization’s policy\)/,
  });
  await expect(fate).toBeChecked();
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(rowOf(page, quinn)).toHaveCount(0);
  expect(await verdictOf(request, apiKey)).toMatchObject({ code: "QUARANTINED" });
  await manage(request, "PUT", "/policies", { rules: { departedOwner: "ask" } });
});
