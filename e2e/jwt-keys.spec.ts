import { inflateSync } from "node:zlib";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { predateNextSigningKeys } from "./behind-the-scenes";
import { expect, product, test } from "./product";

let developer: string;

test.beforeAll(async ({ request }) => {
  acme();
  addMember("admin", people.admin);
  ({ id: developer } = addMember("developer", people.developer));
  if ((await manage(request, "GET", "/apis?search=tides")).total > 0) return;
  for (const [name, slug] of [
    ["Tides", "tides"],
    ["Buoys", "buoys"],
  ]) {
    const wish = { name, slug, baseUrl: `https://${slug}.acme.test` };
    const { id } = await manage(request, "POST", "/apis", wish);
    for (const right of ["read", "write"]) {
      await manage(request, "POST", `/apis/${id}/permissions`, { name: `${slug}:${right}` });
    }
  }
});

let made = 0;

/** An application of the developer that may read both APIs. */
async function makeApplication(request: APIRequestContext) {
  const name = `Almanac ${Date.now()} ${++made}`;
  const wish = { name, baseUrl: "https://almanac.acme.test", ownerId: developer };
  const { id } = await manage(request, "POST", "/applications", wish);
  const grants = ["tides", "buoys"].map((api) => ({ api, permission: `${api}:read` }));
  await manage(request, "PUT", `/applications/${id}/grants`, { grants });
  return { id: String(id), name };
}

/** A JWT key of it, made by a pipeline. */
async function makeToken(request: APIRequestContext, applicationId: string, name: string) {
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const wish = { name, environment: "production", kind: "jwt", expiresAt };
  const { key, token } = await manage(request, "POST", `/applications/${applicationId}/keys`, wish);
  return { id: String(key.id), token: String(token) };
}

const issuer = () => `${product().gateUrl}/o/acme`;

/** What a service does that knows nothing of us but the address of the key set. */
async function checkOffline(token: string, audience: string) {
  const keys = createRemoteJWKSet(new URL(`${issuer()}/jwks.json`));
  const rules = { issuer: issuer(), audience, typ: "at+jwt", algorithms: ["ES256"] };
  return (await jwtVerify(token, keys, rules)).payload;
}

/** What its status list says of a token: 0 valid, 1 revoked, 2 suspended. */
async function statusOf(token: string): Promise<number> {
  const payload = await checkOffline(token, "tides");
  const { idx, uri } = (payload.status as { status_list: { idx: number; uri: string } })
    .status_list;
  const list = await (await fetch(uri)).text();
  const keys = createRemoteJWKSet(new URL(`${issuer()}/jwks.json`));
  const said = await jwtVerify(list, keys, { subject: uri, typ: "statuslist+jwt" });
  const { bits, lst } = said.payload.status_list as { bits: number; lst: string };
  expect(bits).toBe(2);
  const bytes = inflateSync(Buffer.from(lst, "base64url"));
  return ((bytes[idx >> 2] ?? 0) >> ((idx & 3) * 2)) & 3;
}

const rowOf = (within: Page | Locator, name: string) =>
  within.getByRole("row", { name: new RegExp(`^${name} `) });

test("a developer generates a JWT key, reads what it says, and a service checks it offline", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  await signIn(page.context(), people.developer);
  await page.goto(`/acme/applications/${application.id}/keys`);
  await page.getByRole("button", { name: "Generate key" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate key" });
  await dialog.getByRole("button", { name: "Restrictions" }).click();
  await expect(dialog.getByLabel("Allowed networks")).toBeVisible();
  await dialog.getByRole("radio", { name: /^JWT key/ }).click();
  await expect(dialog.getByLabel("Allowed networks")).toHaveCount(0);
  await expect(dialog).toContainText("Others accept it until its end");
  await dialog.getByLabel("Expires").click();
  await expect(page.getByRole("option", { name: "1 year" })).toBeVisible();
  await expect(page.getByRole("option", { name: "Never" })).toHaveCount(0);
  await page.getByRole("option", { name: "30 days" }).click();

  const apis = dialog.getByRole("radiogroup", { name: "For which APIs" });
  await apis.getByRole("radio", { name: "Only some of them" }).click();
  await dialog.getByRole("button", { name: "Generate key" }).click();
  await expect(dialog).toContainText("Name at least one API");
  await dialog.getByRole("checkbox", { name: "Tides" }).click();
  await dialog.getByRole("button", { name: "Generate key" }).click();

  const reveal = page.getByRole("dialog", { name: "Successfully generated your JWT key" });
  const token = (await reveal.getByRole("region", { name: "Token" }).textContent()) ?? "";
  const claims = reveal.getByRole("table", { name: "Claims" });
  await expect(rowOf(claims, "iss")).toContainText(issuer());
  await expect(rowOf(claims, "sub")).toContainText(application.name);
  await expect(rowOf(claims, "aud").locator("code").last()).toHaveText("tides");
  await expect(rowOf(claims, "scope").locator("code").last()).toHaveText("tides:read");
  await expect(rowOf(claims, "exp").locator("time")).toHaveAttribute("title", /.+/);
  const payload = await checkOffline(token, "tides");
  expect(payload).toMatchObject({ sub: application.id, scope: "tides:read", aud: ["tides"] });
  await expect(checkOffline(token, "buoys")).rejects.toThrow(/aud/);

  const headers = { authorization: `Bearer ${token}` };
  const self = await request.get(`${product().gateUrl}/v1/keys/self`, { headers });
  expect(await self.json()).toMatchObject({ key: { id: payload.jti } });
  await expect(reveal).toContainText("First request seen", { timeout: 20_000 });
  await reveal.getByRole("button", { name: "Done" }).click();
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(reveal).toHaveCount(0);
  await expect(page.getByText(token)).toHaveCount(0);
  await page.goto(`/acme/applications/${application.id}/keys?kind=jwt`);
  await expect(page.getByRole("row", { name: /Development key/ })).toContainText("JWT");
  await page.goto(`/acme/applications/${application.id}/keys?kind=secret`);
  await expect(page.getByText("No key matches")).toBeVisible();
});

test("an admin disables a JWT key, and its status list says suspended", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  const { id, token } = await makeToken(request, application.id, "Nightly tides");
  expect(await statusOf(token)).toBe(0);
  await signIn(page.context(), people.admin);
  await page.goto(`/acme/keys/${id}`);
  await expect(page.getByText("Services that check it offline accept it.")).toBeVisible();
  await page.getByRole("button", { name: "Actions for Nightly tides" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable Nightly tides?" });
  await expect(dialog).toContainText("Others accept the token until its end");
  await dialog.getByRole("button", { name: "Disable key" }).click();
  const stopped = page.getByRole("dialog", { name: "Nightly tides is disabled" });
  await expect(stopped).toContainText(/Stopped everywhere at \d\d:\d\d:\d\d\.\d{3}/);
  await expect(stopped).toContainText("within a fraction of a second");
  await expect.poll(() => statusOf(token), { timeout: 5_000 }).toBe(2);
  await stopped.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("Suspended", { exact: true })).toBeVisible();
  await expect(page.getByText("The key is disabled.")).toBeVisible();

  await page.getByRole("button", { name: "Enable key" }).click();
  await page
    .getByRole("dialog", { name: "Enable Nightly tides?" })
    .getByRole("button", { name: "Enable key" })
    .click();
  await expect(page.getByText("Services that check it offline accept it.")).toBeVisible();
  await expect.poll(() => statusOf(token), { timeout: 5_000 }).toBe(0);
});

test("an admin takes a permission away, and the portal says why the token is suspended", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  const { id, token } = await makeToken(request, application.id, "Tide clock");
  await signIn(page.context(), people.admin);
  await page.goto(`/acme/keys/${id}?do=edit`);
  const dialog = page.getByRole("dialog", { name: "Edit Tide clock" });
  await expect(dialog).toContainText("Its token is signed");
  await expect(dialog.getByLabel("Expires")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Restrictions" }).click();
  await dialog.getByRole("radio", { name: /^Only some of them/ }).click();
  await dialog.getByRole("checkbox", { name: "tides:read" }).click();
  await expect(dialog).toContainText("This suspends its token");
  await dialog.getByRole("button", { name: "Save key" }).click();
  await expect(page.getByText("It says more than the key may now.")).toBeVisible();
  await expect.poll(() => statusOf(token), { timeout: 5_000 }).toBe(2);

  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const rotate = page.getByRole("dialog", { name: "Rotate Tide clock?" });
  await rotate.getByRole("button", { name: "Rotate key" }).click();
  const reveal = page.getByRole("dialog", { name: "Successfully rotated your JWT key" });
  const fresh = (await reveal.getByRole("region", { name: "Token" }).textContent()) ?? "";
  expect((await checkOffline(fresh, "tides")).scope).toBe("tides:read");
  expect(await statusOf(fresh)).toBe(0);
});

test("an admin rotates the signing key, and old tokens still verify", async ({ page, request }) => {
  const application = await makeApplication(request);
  const { token: old } = await makeToken(request, application.id, "Before");
  await signIn(page.context(), people.admin);
  await page.goto("/acme/settings");
  await page.getByRole("link", { name: "Signing keys" }).click();
  const table = page.getByRole("table", { name: "Signing keys" });
  const currentId = async () =>
    /sgk_\w{26}/.exec((await table.getByRole("row", { name: /Current/ }).textContent()) ?? "")?.[0];
  const before = await currentId();
  await expect(page.getByText(`${issuer()}/jwks.json`)).toBeVisible();
  await expect(page.getByRole("table", { name: "Status lists" })).toContainText("of 1,048,576");

  await predateNextSigningKeys();
  await page.reload();
  await page.getByRole("button", { name: "Rotate now" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate the signing key?" });
  await dialog.getByRole("button", { name: "Rotate signing key" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(table.getByRole("row", { name: new RegExp(`${before}.*Retired`) })).toBeVisible();
  expect(await currentId()).not.toBe(before);
  expect((await checkOffline(old, "tides")).sub).toBe(application.id);
  const { token: fresh } = await makeToken(request, application.id, "After");
  expect((await checkOffline(fresh, "tides")).sub).toBe(application.id);

  await page.getByRole("button", { name: "Rotate now" }).click();
  await expect(dialog).toContainText("The next key is too young");
  await expect(dialog.getByRole("button", { name: "Rotate signing key" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel("Rotation").click();
  await page.getByRole("option", { name: "Every 30 days" }).click();
  await expect(page.getByText("Rotation saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Rotation")).toContainText("Every 30 days");
});

test("an admin withdraws a stolen signing key, and all that it signed stops", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  const { id, token } = await makeToken(request, application.id, "Signed by a thief");
  await signIn(page.context(), people.admin);
  await page.goto("/acme/settings/signing-keys");
  const table = page.getByRole("table", { name: "Signing keys" });
  const current = table.getByRole("row", { name: /Current/ });
  const kid = /sgk_\w{26}/.exec((await current.textContent()) ?? "")?.[0];
  await page.getByRole("button", { name: `Actions for ${kid}` }).click();
  await page.getByRole("menuitem", { name: "Withdraw" }).click();
  const dialog = page.getByRole("dialog", { name: "Withdraw the signing key?" });
  const confirm = dialog.getByRole("button", { name: "Withdraw signing key" });
  await dialog.getByLabel("Type “withdraw” to confirm").fill("withdraw");
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Reason").fill("It lay on a stolen disk.");
  await confirm.click();
  const done = page.getByRole("dialog", { name: "The signing key is withdrawn" });
  await expect(done).toContainText(/Stopped everywhere at \d\d:\d\d:\d\d\.\d{3}/);
  await done.getByRole("button", { name: "Close" }).last().click();
  await expect(table.getByRole("row", { name: new RegExp(`${kid}.*Withdrawn`) })).toBeVisible();
  await expect(page.getByRole("button", { name: `Actions for ${kid}` })).toHaveCount(0);

  expect((await verdictOf(request, token)).code).toBe("MALFORMED");
  await expect(checkOffline(token, "tides")).rejects.toThrow(/no applicable key/);
  const { token: fresh } = await makeToken(request, application.id, "After the thief");
  expect((await checkOffline(fresh, "tides")).sub).toBe(application.id);
  await page.goto(`/acme/keys/${id}`);
  await expect(page.getByText("Revoked", { exact: true }).first()).toBeVisible();
  await page.goto("/acme/audit?action=signing-key.");
  await expect(page.getByText("Signing key withdrawn").first()).toBeVisible();
});

test("a pasted token finds its key, and only its id leaves the browser", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  const { id, token } = await makeToken(request, application.id, "Lost and found");
  await signIn(page.context(), people.admin);
  const sent: string[] = [];
  page.on("request", (one) => sent.push(`${one.url()} ${one.postData() ?? ""}`));
  await page.goto("/acme/keys");
  await page.getByRole("searchbox", { name: "Search keys" }).fill(`Bearer ${token}`);
  await expect(page).toHaveURL(new RegExp(`q=${id}`));
  await expect(page.getByRole("row", { name: /Lost and found/ })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or jump to" }).fill(token);
  await page.getByRole("option", { name: /Lost and found/ }).click();
  await expect(page).toHaveURL(new RegExp(`/keys/${id}$`));
  const [, payload = "", signature = ""] = token.split(".");
  expect(sent.some((one) => one.includes(id))).toBe(true);
  expect(sent.filter((one) => one.includes(payload) || one.includes(signature))).toEqual([]);
});
