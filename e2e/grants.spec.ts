import type { APIRequestContext, Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { expect, test } from "./product";

type Made = { id: string };

/** An API, of a fresh slug, with `moorings:read`, `moorings:book` and the sensitive `moorings:evict`. */
async function makeApi(request: APIRequestContext) {
  const slug = `marina-${Date.now()}`;
  const name = `Marina ${slug.slice(-6)}`;
  const baseUrl = "https://marina.acme.test";
  const { id }: Made = await manage(request, "POST", "/apis", { name, slug, baseUrl });
  for (const permission of ["moorings:read", "moorings:book", "moorings:evict"]) {
    const wish = { name: permission, sensitive: permission === "moorings:evict" };
    await manage(request, "POST", `/apis/${id}/permissions`, wish);
  }
  for (const [method, path, permission] of [
    ["GET", "/moorings", "moorings:read"],
    ["GET", "/moorings/{berth}", "moorings:read"],
    ["POST", "/moorings", "moorings:book"],
    ["DELETE", "/moorings/{berth}", "moorings:evict"],
  ]) {
    const wish = { method, path, permission, deprecated: method === "POST" };
    await manage(request, "POST", `/apis/${id}/endpoints`, wish);
  }
  return { id, slug, name };
}

async function makeApplication(request: APIRequestContext, title: string, ownerId?: string) {
  const name = `${title} ${Date.now()}`;
  const wish = { name, baseUrl: "https://boats.acme.test", ownerId };
  const { id }: Made = await manage(request, "POST", "/applications", wish);
  return { id, name };
}

const grant = (request: APIRequestContext, { id }: Made, grants: object[]) =>
  manage(request, "PUT", `/applications/${id}/grants`, { grants });

async function makeKey(request: APIRequestContext, { id }: Made): Promise<string> {
  const wish = { name: "ci", environment: "production" };
  return (await manage(request, "POST", `/applications/${id}/keys`, wish)).apiKey;
}

async function manageDialog(page: Page, { id }: Made, api: { name: string }) {
  await page.goto(`/acme/applications/${id}/apis`);
  await page.getByRole("button", { name: "Manage permissions" }).click();
  const dialog = page.getByRole("dialog", { name: "Manage permissions" });
  await dialog.getByRole("button", { name: api.name }).click();
  return dialog;
}

let developerId: string;

test.beforeAll(() => {
  acme();
  addMember("admin", people.admin);
  developerId = addMember("developer", people.developer).id;
});

test("an admin grants with a reason, and everyone sees what, by whom and why", async ({
  page,
  request,
}) => {
  const api = await makeApi(request);
  const application = await makeApplication(request, "Harbour office");
  await signIn(page.context(), people.admin);
  const dialog = await manageDialog(page, application, api);
  await dialog.getByRole("button", { name: "Select all reads" }).click();
  await expect(dialog.getByRole("checkbox", { name: /moorings:read/ })).toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: /moorings:evict/ })).not.toBeChecked();
  await expect(dialog.getByRole("listitem").filter({ hasText: "POST" })).toContainText(
    "Deprecated",
  );
  await dialog.getByRole("checkbox", { name: /^DELETE/ }).click();
  await expect(dialog.getByRole("checkbox", { name: /moorings:evict/ })).toBeChecked();
  await dialog.getByLabel("Why it is granted").fill("The winter clearing");
  await dialog.getByRole("button", { name: "Save permissions" }).click();
  await expect(dialog).toHaveCount(0);

  await signIn(page.context(), people.developer);
  await page.goto(`/acme/applications/${application.id}/apis`);
  const given = page.getByRole("listitem").filter({ hasText: "moorings:evict" });
  await expect(given).toContainText("Adam Admin");
  await expect(given).toContainText("“The winter clearing”");
  await expect(given).toContainText("Sensitive");
  await expect(given).toContainText("Approved for all environments");
  await expect(page.getByRole("button", { name: /^(Manage permissions|Remove )/ })).toHaveCount(0);

  await signIn(page.context(), people.admin);
  await page.goto(`/acme/applications/${application.id}/apis`);
  await page.getByRole("button", { name: "Remove moorings:evict" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove grant" }).click();
  await expect(page.getByRole("dialog", { name: "Remove moorings:evict?" })).toHaveCount(0);
  await expect(given).toHaveCount(0);
  await expect(page.getByText("moorings:read", { exact: true })).toBeVisible();
});

test("a developer can't tick what is sensitive, and may ask for it", async ({ page, request }) => {
  const api = await makeApi(request);
  const application = await makeApplication(request, "Dinghy club", developerId);
  await signIn(page.context(), people.developer);
  const dialog = await manageDialog(page, application, api);
  const evict = dialog.getByRole("region", { name: "moorings:evict" });
  await expect(evict.getByRole("checkbox", { name: /moorings:evict/ })).toBeDisabled();
  await expect(evict.getByRole("checkbox", { name: /^DELETE/ })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: /moorings:book/ }).click();
  await evict.getByRole("button", { name: "Request access" }).click();
  const asking = page.getByRole("dialog", { name: "Request access" });
  await expect(asking.getByRole("checkbox", { name: /moorings:evict/ })).toBeChecked();
  await asking.getByRole("button", { name: "Cancel" }).click();
  await expect(asking).toHaveCount(0);
  await expect(dialog.getByRole("checkbox", { name: /moorings:book/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Save permissions" }).click();
  await expect(dialog).toHaveCount(0);
  const booked = page.getByRole("listitem").filter({ hasText: "moorings:book" });
  await expect(booked).toContainText("Needs no approval");

  const wanted = encodeURIComponent(`${api.slug} GET /moorings`);
  await page.goto(`/acme/applications/${application.id}/apis?grant=${wanted}`);
  await expect(dialog.getByRole("checkbox", { name: /^GET \/moorings$/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Save permissions" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page).not.toHaveURL(/grant=/);
  await expect(page.getByText("this endpoint only, of moorings:read")).toBeVisible();
});

test("deleting a granted permission asks, and takes it from every application", async ({
  page,
  request,
}) => {
  const api = await makeApi(request);
  const read = { api: api.slug, permission: "moorings:read" };
  const ask = { api: api.slug, permissions: ["moorings:read"] };
  const made = await Promise.all(
    ["Ferry line", "Harbour tours"].map((name) => makeApplication(request, name)),
  );
  for (const application of made) await grant(request, application, [read]);
  const keys = await Promise.all(made.map((application) => makeKey(request, application)));
  for (const key of keys) expect((await verdictOf(request, key, ask)).code).toBe("VALID");

  await signIn(page.context(), people.admin);
  await page.goto(`/acme/apis/${api.slug}/permissions`);
  await page.getByRole("button", { name: "Actions for moorings:read" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete moorings:read" });
  await expect(dialog.getByRole("heading", { name: "2 applications affected" })).toBeVisible();
  for (const { name } of made) await expect(dialog.getByText(name)).toBeVisible();
  await expect(dialog.getByText("2 endpoints require it")).toBeVisible();
  await dialog.getByRole("button", { name: "Remove grants and delete permission" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row", { name: /moorings:read/ })).toHaveCount(0);
  for (const key of keys) {
    expect((await verdictOf(request, key, ask)).code).toBe("INSUFFICIENT_PERMISSIONS");
  }
  await page.goto(`/acme/applications/${made[0]?.id}/apis`);
  await expect(page.getByText("No API connected")).toBeVisible();
  await page.goto(`/acme/applications/${made[0]?.id}/audit`);
  await expect(page.getByRole("row", { name: /Connected APIs changed/ })).toHaveCount(2);

  await page.goto(`/acme/apis/${api.slug}`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const whole = page.getByRole("dialog", { name: `Delete ${api.name}` });
  await expect(whole.getByText("No application is granted it")).toBeVisible();
  await expect(whole.getByRole("button", { name: "Delete API" })).toBeDisabled();
  await whole.getByLabel(/^Type/).fill(api.name);
  await whole.getByRole("button", { name: "Delete API" }).click();
  await expect(page).toHaveURL(/\/acme\/apis$/);
});

test("a key carries fewer permissions than its application, and other ones later", async ({
  page,
  request,
}) => {
  const api = await makeApi(request);
  const application = await makeApplication(request, "Chandlery");
  const permissions = ["moorings:read", "moorings:book"];
  await grant(
    request,
    application,
    permissions.map((permission) => ({ api: api.slug, permission })),
  );
  await signIn(page.context(), people.admin);
  await page.goto(`/acme/applications/${application.id}/keys`);
  await page.getByRole("button", { name: "Generate key" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate key" });
  await dialog.getByRole("button", { name: /^Restrictions/ }).click();
  await dialog.getByRole("radio", { name: /Only some/ }).click();
  await dialog.getByRole("checkbox", { name: /moorings:read/ }).click();
  await dialog.getByRole("button", { name: "Generate key" }).click();
  const reveal = page.getByRole("dialog", { name: "Successfully generated your API keys" });
  const apiKey = (await reveal.getByText(/^pcl_dev_\w{50}$/).textContent()) ?? "";
  await reveal.getByRole("button", { name: "Done" }).click();
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  const codes = () =>
    Promise.all(
      permissions.map(async (name) => {
        const ask = { api: api.slug, permissions: [name] };
        return (await verdictOf(request, apiKey, ask)).code;
      }),
    );
  expect(await codes()).toEqual(["VALID", "INSUFFICIENT_PERMISSIONS"]);
  const row = page.getByRole("row", { name: /Development key/ });
  await expect(row).toContainText("moorings:read");

  await row.getByRole("button", { name: "Actions for Development key" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Development key" });
  await edit.getByRole("button", { name: /^Restrictions/ }).click();
  await edit.getByRole("checkbox", { name: /moorings:read/ }).click();
  await edit.getByRole("checkbox", { name: /moorings:book/ }).click();
  await edit.getByRole("button", { name: "Save key" }).click();
  await expect(edit).toHaveCount(0);
  expect(await codes()).toEqual(["INSUFFICIENT_PERMISSIONS", "VALID"]);
  await expect(row).toContainText("moorings:book");
});
