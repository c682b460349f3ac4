import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn } from "./acme";
import { expect, test } from "./product";

type Screen = { path: string; heading: string | RegExp };

const grants = [{ api: "shipping", permission: "parcels:read" }];
let application: { id: string };

test.beforeAll(async ({ request }) => {
  acme();
  addMember("developer", people.developer);
  application = await fill(request);
});

/** An application with an API, grants and keys in several states. */
async function fill(request: APIRequestContext): Promise<{ id: string }> {
  const [known] = (await manage(request, "GET", "/applications?search=Parcel%20tracker")).data;
  if (known) return known;
  const api = { name: "Shipping", slug: "shipping", baseUrl: "https://shipping.acme.test" };
  const { id } = await manage(request, "POST", "/apis", api);
  const read = { name: "parcels:read", description: "Read parcels and where they are" };
  await manage(request, "POST", `/apis/${id}/permissions`, read);
  const move = { name: "parcels:move", sensitive: true };
  await manage(request, "POST", `/apis/${id}/permissions`, move);
  const endpoint = { method: "GET", path: "/parcels/{parcelId}", permission: "parcels:read" };
  await manage(request, "POST", `/apis/${id}/endpoints`, endpoint);
  const made = await manage(request, "POST", "/applications", {
    name: "Parcel tracker",
    baseUrl: "https://parcels.acme.test/a/rather/long/path/that/goes/on/and/on",
    description: "Shows customers where their parcel is, and when it will be there.",
  });
  await manage(request, "PUT", `/applications/${made.id}/grants`, { grants });
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const keys = [
    { name: "Live", environment: "production" },
    { name: "Rehearsal", environment: "staging", expiresAt: soon },
    { name: "Lost", environment: "development" },
    { name: "Offline", environment: "production", kind: "jwt", expiresAt: soon },
  ];
  for (const key of keys) {
    const created = await manage(request, "POST", `/applications/${made.id}/keys`, key);
    if (key.name === "Lost") {
      await manage(request, "POST", `/keys/${created.key.id}/revoke`, { reason: "compromised" });
    }
  }
  return made;
}

function screens(): Screen[] {
  const app = `/acme/applications/${application.id}`;
  const tracker = "Parcel tracker";
  return [
    { path: "/acme", heading: "Acme" },
    { path: "/acme/applications", heading: "Apps" },
    { path: "/acme/applications?view=table", heading: "Apps" },
    { path: "/acme/applications?q=nothing-like-it", heading: "Apps" },
    { path: "/acme/applications/new", heading: "New App" },
    { path: app, heading: tracker },
    { path: `${app}/keys`, heading: tracker },
    { path: `${app}/apis`, heading: tracker },
    { path: `${app}/usage`, heading: tracker },
    { path: `${app}/history`, heading: tracker },
    { path: `${app}/alerts`, heading: tracker },
    { path: `${app}/audit`, heading: tracker },
    { path: `${app}/settings`, heading: tracker },
    { path: "/acme/apis", heading: "APIs" },
    { path: "/acme/apis/shipping", heading: "Shipping" },
    { path: "/acme/apis/shipping/permissions", heading: "Shipping" },
    { path: "/acme/apis/shipping/applications", heading: "Shipping" },
    { path: "/acme/apis/shipping/usage", heading: "Shipping" },
    { path: "/acme/apis/shipping/integrate", heading: "Shipping" },
    { path: "/acme/keys", heading: "Keys" },
    { path: "/acme/keys/hygiene", heading: "Hygiene" },
    { path: "/acme/usage", heading: "Usage" },
    { path: "/acme/usage/history", heading: "Usage" },
    { path: "/acme/audit", heading: "Audit log" },
    { path: "/acme/members", heading: "Members" },
    { path: "/acme/inbox", heading: "Inbox" },
    { path: "/acme/inbox/notifications", heading: "Inbox" },
    { path: "/acme/policies", heading: "Policies" },
    { path: "/acme/policies/breaking", heading: "Policies" },
    { path: "/acme/policies/exceptions", heading: "Policies" },
    { path: "/acme/settings", heading: "Settings" },
    { path: "/acme/settings/history", heading: "Settings" },
    { path: "/acme/settings/tokens", heading: "Settings" },
    { path: "/acme/settings/gates", heading: "Settings" },
    { path: "/acme/settings/signing-keys", heading: "Settings" },
    { path: "/acme/settings/profile", heading: "Settings" },
    { path: "/acme/nowhere", heading: "There is nothing here" },
  ];
}

const outside: Screen[] = [
  { path: "/sign-in", heading: "Sign in" },
  { path: "/invitations", heading: "Join an organization" },
  { path: "/setup", heading: "Portcullis is set up" },
  { path: "/docs/api", heading: "API" },
  { path: "/docs/jwt-keys", heading: "JWT keys" },
  { path: "/docs/errors", heading: "Errors and verdicts" },
  { path: "/no/such/page", heading: "There is nothing here" },
];

/** What the browser complains about; a page that isn't there may say so. */
function complaints(page: Page) {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(String(error)));
  page.on("console", (message) => {
    const missing = /status of 404/.test(message.text());
    if (message.type() === "error" && !missing) found.push(message.text());
  });
  return found;
}

/** Without frames, the old mode sees as much and opens no second page. */
async function graveViolations(page: Page, within = "body"): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .include(within)
    .exclude("[data-base-ui-focus-guard]")
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

async function expectSound(page: Page, { path, heading }: Screen, found: string[]) {
  await page.goto(path);
  await expect(page.getByRole("heading", { name: heading }).first(), path).toBeVisible();
  await expect(page.locator("[aria-busy=true]"), path).toHaveCount(0);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(wide, `${path} scrolls sideways`).toBe(0);
  expect.soft(await graveViolations(page), path).toEqual([]);
  expect.soft(found.splice(0), path).toEqual([]);
}

for (const theme of ["light", "dark"] as const) {
  for (const width of [1280, 375]) {
    test.describe(`${theme}, ${width} wide`, () => {
      test.use({ colorScheme: theme, viewport: { width, height: 800 } });

      test("every page is accessible, fits its width and breaks no policy", async ({ page }) => {
        test.setTimeout(300_000);
        await page.addInitScript(() => {
          document.addEventListener(
            "securitypolicyviolation",
            ({ violatedDirective, blockedURI }) =>
              console.error(`policy: ${violatedDirective} ${blockedURI}`),
          );
        });
        const found = complaints(page);
        for (const screen of outside) await expectSound(page, screen, found);
        await signIn(page.context(), people.owner);
        for (const screen of screens()) await expectSound(page, screen, found);
      });
    });
  }
}

test("the dialogs and drawers are accessible too", async ({ page }) => {
  await signIn(page.context(), people.owner);
  const app = `/acme/applications/${application.id}`;
  const opened: [string, string][] = [
    [`${app}/keys`, "Generate key"],
    [`${app}/apis`, "Manage permissions"],
    [`${app}/settings`, "Delete application"],
    [`${app}/alerts`, "New rule"],
    ["/acme/usage/history", "Custom range"],
    ["/acme/usage/history", "Export"],
    ["/acme/apis", "Add API"],
    ["/acme/apis/shipping", "Delete"],
    ["/acme/settings/tokens", "Create service token"],
    ["/acme/settings/profile", "Sign out everywhere"],
  ];
  for (const [path, button] of opened) {
    await page.goto(path);
    await page.getByRole("button", { name: button }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.locator("[role=dialog] [aria-busy=true]")).toHaveCount(0);
    expect.soft(await graveViolations(page, "[role=dialog]"), `${path}: ${button}`).toEqual([]);
  }
});

test("so are those of a key", async ({ page, request }) => {
  await signIn(page.context(), people.owner);
  const { data } = await manage(request, "GET", `/applications/${application.id}/keys`);
  for (const name of ["Live", "Offline"]) {
    const { id } = data.find((key: { name: string }) => key.name === name);
    await page.goto(`/acme/keys/${id}`);
    await expect(page.getByRole("heading", { name })).toBeVisible();
    expect.soft(await graveViolations(page), name).toEqual([]);
    for (const doing of ["edit", "rotate", "disable", "quarantine", "revoke"]) {
      await page.goto(`/acme/keys/${id}?do=${doing}`);
      await expect(page.getByRole("dialog")).toContainText(
        doing === "edit" ? "Key name" : "Last hour",
      );
      await expect(page.locator("[role=dialog] [aria-busy=true]")).toHaveCount(0);
      const found = await graveViolations(page, "[role=dialog]");
      expect.soft(found, `${name}: ${doing}`).toEqual([]);
    }
  }
});

for (const width of [1280, 375]) {
  test(`a new token and its claims are accessible, ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await signIn(page.context(), people.owner);
    await page.goto(`/acme/applications/${application.id}/keys`);
    await page.getByRole("button", { name: "Generate key" }).click();
    const dialog = page.getByRole("dialog", { name: "Generate key" });
    await dialog.getByRole("radio", { name: /^JWT key/ }).click();
    expect.soft(await graveViolations(page, "[role=dialog]"), "form").toEqual([]);
    await dialog.getByRole("button", { name: "Generate key" }).click();
    const reveal = page.getByRole("dialog", { name: "Successfully generated your JWT key" });
    await expect(reveal.getByRole("table", { name: "Claims" })).toBeVisible();
    expect.soft(await graveViolations(page, "[role=dialog]"), "reveal").toEqual([]);
  });
}

test("pages, files, errors and the API carry their security headers", async ({ page, request }) => {
  await signIn(page.context(), people.owner);
  const loaded = await page.goto("/acme/applications");
  const script = await page.locator("script[src^='/_next/static']").first().getAttribute("src");
  const answers = [
    loaded?.headers() ?? {},
    (await page.goto("/acme/nowhere"))?.headers() ?? {},
    (await request.get(script ?? "")).headers(),
    (await request.get("/icon.svg")).headers(),
    (await request.get("/v1/applications")).headers(),
  ];
  const nonces = new Set<string>();
  for (const headers of answers) {
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? "");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
    });
  }
  expect(nonces.size).toBe(answers.length);
  expect(answers[0]?.["cache-control"]).toBe("no-store");
  expect(answers[2]?.["cache-control"]).toContain("immutable");
});

for (const [name, path] of [
  ["Apps", "/acme/applications"],
  ["Usage", "/acme/usage"],
] as const) {
  test(`the ${name} page needs at most 250 kB of scripts to start`, async ({ page }) => {
    await signIn(page.context(), people.owner);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    const named = new Set<string>();
    const sizes: number[] = [];
    cdp.on("Network.requestWillBeSent", ({ requestId, type, initiator }) => {
      if (type === "Script" && initiator.type === "parser") named.add(requestId);
    });
    cdp.on("Network.responseReceived", ({ requestId, response: { headers } }) => {
      if (!named.has(requestId)) return;
      expect.soft(headers["content-encoding"]).toBe("br");
      sizes.push(Number(headers["content-length"]));
    });
    await page.goto(path);
    await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
    await page.waitForLoadState("load");
    const kB = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000);
    console.log(`${name}: ${sizes.length} scripts, ${kB} kB compressed`);
    expect(sizes).toHaveLength(named.size);
    expect(kB).toBeGreaterThan(50);
    expect(kB).toBeLessThanOrEqual(250);
  });
}
