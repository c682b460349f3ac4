import type { APIRequestContext, Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { expect, product, test } from "./product";

test.beforeAll(() => {
  acme();
  addMember("admin", people.admin);
});

let made = 0;

async function makeApplication(request: APIRequestContext, ownerId?: string) {
  const name = `Lighthouse ${Date.now()} ${++made}`;
  const wish = { name, baseUrl: "https://lighthouse.acme.test/log", ownerId };
  const { id } = await manage(request, "POST", "/applications", wish);
  return { id: String(id), name };
}

/** The secret of the key that the page shows, which is then put away. */
async function takeSecret(page: Page, title: string): Promise<string> {
  const reveal = page.getByRole("dialog", { name: title });
  const apiKey = (await reveal.getByText(/^pcl_\w+_\w{50}$/).textContent()) ?? "";
  await reveal.getByRole("button", { name: "Done" }).click();
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(reveal).toHaveCount(0);
  return apiKey;
}

const generated = "Successfully generated your API keys";
const rotated = "Successfully rotated your API keys";

/** An application that calls all the time with the key that it has, and what it was answered. */
function caller(first: string) {
  const state = { key: first, calling: true };
  const codes: Record<string, number> = {};
  async function call() {
    const headers = { authorization: `Bearer ${acme().serviceToken}` };
    while (state.calling) {
      const body = JSON.stringify({ key: state.key });
      const url = `${product().gateUrl}/v1/keys/verify`;
      const sent = { "content-type": "application/json", ...headers };
      const { code } = await (await fetch(url, { method: "POST", headers: sent, body })).json();
      codes[code] = (codes[code] ?? 0) + 1;
      await new Promise((done) => setTimeout(done, 5));
    }
  }
  const ended = Promise.all([call(), call(), call()]);
  return {
    codes,
    change: (key: string) => {
      state.key = key;
    },
    async stop() {
      state.calling = false;
      await ended;
      return codes;
    },
  };
}

test("rotate without downtime", async ({ page, request }) => {
  const { id: ownerId } = addMember("developer", people.developer);
  const application = await makeApplication(request, ownerId);
  await signIn(page.context(), people.developer);
  await page.goto(`/acme/applications/${application.id}/keys`);
  await page.getByRole("button", { name: "Generate key" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate key" });
  await expect(dialog).toContainText("A development key is rotated every 90 days");
  await dialog.getByRole("button", { name: "Generate key" }).click();
  const old = await takeSecret(page, generated);
  const running = caller(old);

  await page.getByRole("button", { name: "Actions for Development key" }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  const rotate = page.getByRole("dialog", { name: "Rotate Development key?" });
  await expect(rotate).toContainText("Both keys work for 24 hours. Then the old one is revoked.");
  await rotate.getByRole("button", { name: "Rotate key" }).click();
  const fresh = await takeSecret(page, rotated);
  expect(fresh).not.toBe(old);

  await expect(page.getByRole("heading", { name: "Development key", level: 1 })).toBeVisible();
  await expect(page.getByText("Both keys work. Move each caller to the new one.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo rotation" })).toBeVisible();
  expect((await verdictOf(request, old)).code).toBe("VALID");

  running.change(fresh);
  const seen = page.getByRole("region", { name: "New key" });
  await expect(seen).toContainText("Last used just now", { timeout: 25_000 });
  await expect(page.getByRole("button", { name: "Undo rotation" })).toHaveCount(0);

  await page.getByRole("button", { name: "End now" }).click();
  await page.getByRole("button", { name: "End rotation" }).click();
  const ended = page.getByRole("dialog", { name: "The old key is revoked" });
  await expect(ended).toContainText(/Stopped everywhere at \d\d:\d\d:\d\d\.\d{3} — 1 gate/);
  expect((await verdictOf(request, old)).code).toBe("REVOKED");
  expect((await verdictOf(request, fresh)).code).toBe("VALID");

  const { VALID = 0, ...refused } = await running.stop();
  console.log(`${VALID} verifications through the rotation`);
  expect(VALID).toBeGreaterThan(200);
  expect(refused).toEqual({});
});

test("a rotation is undone while the new key is unseen", async ({ page, request }) => {
  const application = await makeApplication(request);
  const wish = { name: "Beam", environment: "staging" };
  const { key, apiKey } = await manage(
    request,
    "POST",
    `/applications/${application.id}/keys`,
    wish,
  );
  await signIn(page.context(), people.admin);
  await page.goto(`/acme/keys/${key.id}?do=rotate`);
  const rotate = page.getByRole("dialog", { name: "Rotate Beam?" });
  await rotate.getByRole("radio", { name: /first use of the new key/ }).click();
  await rotate.getByRole("button", { name: "Rotate key" }).click();
  const fresh = await takeSecret(page, rotated);
  await expect(page).not.toHaveURL(new RegExp(key.id));
  await expect(page.getByText("begins to run when the new one is first used")).toBeVisible();
  await page.getByRole("button", { name: "Undo rotation" }).click();
  const sure = page.getByRole("dialog", { name: "Undo the rotation?" });
  await sure.getByRole("button", { name: "Undo rotation" }).click();
  await expect(page.getByText("Revoked by Adam Admin")).toBeVisible();
  expect((await verdictOf(request, fresh)).code).toBe("REVOKED");
  expect((await verdictOf(request, apiKey)).code).toBe("VALID");
});

test("a key answers only from the networks and origins that it was given", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  await signIn(page.context(), people.owner);
  await page.goto(`/acme/applications/${application.id}/keys`);
  await page.getByRole("button", { name: "Generate key" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate key" });
  await dialog.getByRole("button", { name: /^Restrictions/ }).click();
  const networks = dialog.getByLabel("Allowed networks", { exact: false });
  await networks.fill("203.0.113.7/24\n\nthe office");
  await dialog.getByRole("button", { name: "Add https://lighthouse.acme.test" }).click();
  await dialog.getByRole("button", { name: /^More/ }).click();
  await dialog.getByLabel("Tags", { exact: false }).fill("eu nightly");
  await dialog.getByRole("button", { name: "Generate key" }).click();
  await expect(dialog.getByText("Line 3, the:")).toBeVisible();
  await networks.fill("203.0.113.7/24");
  await dialog.getByRole("button", { name: "Generate key" }).click();
  const apiKey = await takeSecret(page, generated);

  const origin = "https://lighthouse.acme.test";
  const from = async (ip?: string, sent: string | undefined = origin) => {
    const facts = { ...(ip && { ip }), ...(sent && { origin: sent }) };
    return (await verdictOf(request, apiKey, { from: facts })).code;
  };
  expect(await from("203.0.113.200")).toBe("VALID");
  expect(await from("203.0.114.7")).toBe("IP_NOT_ALLOWED");
  expect(await from()).toBe("IP_NOT_ALLOWED");
  expect(await from("203.0.113.200", "https://elsewhere.test")).toBe("ORIGIN_NOT_ALLOWED");

  await page.getByRole("link", { name: "Development key" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "203.0.113.0/24" })).toBeVisible();
  await expect(page.getByText("nightly")).toBeVisible();
  await page.getByRole("button", { name: "Actions for Development key" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Development key" });
  await edit.getByRole("button", { name: /^Restrictions/ }).click();
  await edit.getByLabel("Allowed networks", { exact: false }).fill("");
  await edit.getByRole("button", { name: "Save key" }).click();
  await expect(edit).toHaveCount(0);
  await expect(page.getByText("From anywhere")).toBeVisible();
  expect(await from("198.51.100.1")).toBe("VALID");
});

test("keys are quarantined on evidence, and many are disabled at once", async ({
  page,
  request,
}) => {
  const application = await makeApplication(request);
  const path = `/applications/${application.id}/keys`;
  const keys: { apiKey: string }[] = [];
  for (const name of ["Lamp", "Horn", "Bell"]) {
    keys.push(await manage(request, "POST", path, { name, environment: "staging" }));
  }
  const codes = () =>
    Promise.all(keys.map(async ({ apiKey }) => (await verdictOf(request, apiKey)).code));
  expect(await codes()).toEqual(["VALID", "VALID", "VALID"]);

  await signIn(page.context(), people.admin);
  await page.goto(`/acme/applications/${application.id}/keys`);
  await page.getByRole("button", { name: "Actions for Lamp" }).click();
  await page.getByRole("menuitem", { name: "Quarantine" }).click();
  const quarantine = page.getByRole("dialog", { name: "Quarantine Lamp?" });
  await quarantine.getByRole("button", { name: "Quarantine key" }).click();
  await expect(quarantine.getByText("Say what speaks against the key.")).toBeVisible();
  await quarantine.getByLabel("Evidence").fill("Used from two continents within a minute.");
  await quarantine.getByRole("button", { name: "Quarantine key" }).click();
  const stopped = page.getByRole("dialog", { name: "Lamp is quarantined" });
  await expect(stopped).toContainText("Stopped everywhere at");
  await stopped.getByRole("button", { name: "Close" }).first().click();

  await page.goto(`/acme/keys?application=${application.id}&sort=name`);
  await expect(page.getByRole("row", { name: /Quarantined Lamp/ })).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all rows on this page" }).click();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar).toContainText("3 keys selected");
  await bar.getByRole("button", { name: "Disable" }).click();
  const bulk = page.getByRole("dialog", { name: "Disable 2 keys?" });
  await expect(bulk).toContainText("1 of the selected keys can’t be disabled");
  await expect(bulk).toContainText("Last 24 hours");
  await bulk.getByRole("button", { name: "Disable 2 keys" }).click();
  const done = page.getByRole("dialog", { name: "2 keys disabled" });
  await expect(done).toContainText("Stopped everywhere at");
  expect(await codes()).toEqual(["QUARANTINED", "DISABLED", "DISABLED"]);
  await done.getByRole("button", { name: "Close" }).first().click();

  await page.getByRole("link", { name: "Lamp" }).click();
  await expect(page.getByText("Quarantined by Adam Admin")).toBeVisible();
  await expect(page.getByText("Used from two continents within a minute.")).toBeVisible();
  await page.getByRole("button", { name: "Enable key" }).click();
  const enable = page.getByRole("dialog", { name: "Enable Lamp?" });
  await enable.getByRole("button", { name: "Enable key" }).click();
  await expect(page.getByText("Quarantined by Adam Admin")).toHaveCount(0);
  expect(await codes()).toEqual(["VALID", "DISABLED", "DISABLED"]);
});
