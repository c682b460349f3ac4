import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn } from "./acme";
import { expect, product, test } from "./product";

const formula = '=HYPERLINK("http://evil.example")';
let application: { id: string };
let apiKey: string;

test.beforeAll(async ({ request }) => {
  acme();
  addMember("auditor", people.auditor);
  const wish = { name: `Harbour log ${Date.now()}`, baseUrl: "https://log.acme.test" };
  application = await manage(request, "POST", "/applications", wish);
  const key = { name: "quay", environment: "development" };
  ({ apiKey } = await manage(request, "POST", `/applications/${application.id}/keys`, key));
  const slug = `berths-${Date.now()}`;
  const { id } = await manage(request, "POST", "/apis", {
    name: "Berths",
    slug,
    baseUrl: "https://berths.acme.test",
  });
  await manage(request, "POST", `/apis/${id}/endpoints`, { method: "GET", path: "/berths/{id}" });
  berths = slug;
});
let berths: string;

/** Asks the gate and returns the id of the request. */
async function ask(request: APIRequestContext, more: object = {}): Promise<string> {
  const answer = await request.post(`${product().gateUrl}/v1/keys/verify`, {
    headers: { authorization: `Bearer ${acme().serviceToken}` },
    data: { key: apiKey, ...more },
  });
  return (await answer.json()).requestId;
}

const askForBerth = (request: APIRequestContext) =>
  ask(request, {
    api: berths,
    request: { method: "GET", path: "/berths/7", ip: "203.0.113.7" },
  });

const history = () => `/acme/applications/${application.id}/history`;
const rows = (page: Page) => page.getByRole("table", { name: "Requests" }).locator("[data-event]");

/** When each row came to stand in the page, by its id. */
const watchRows = (page: Page) =>
  page.evaluate(() => {
    const seen: Record<string, number> = {};
    const note = () => {
      for (const row of document.querySelectorAll<HTMLElement>("[data-event]")) {
        seen[row.dataset.event ?? ""] ??= Date.now();
      }
    };
    note();
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
    Object.assign(window, { seen });
  });

test("requests through the gate appear in the live tail within a second, and wait while it is paused", async ({
  page,
  request,
}) => {
  await ask(request);
  await signIn(page.context(), people.owner);
  await expect(async () => {
    await page.goto(history());
    await expect(rows(page).first()).toBeVisible({ timeout: 2000 });
  }).toPass();
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.getByText("New requests appear on top")).toBeVisible();
  await watchRows(page);

  const delays: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = await rows(page).count();
    await ask(request);
    const answered = Date.now();
    await expect(rows(page)).toHaveCount(before + 1);
    const newest = await rows(page).first().getAttribute("data-event");
    const shown = await page.evaluate(
      (id) => (window as unknown as { seen: Record<string, number> }).seen[id ?? ""],
      newest,
    );
    delays.push((shown ?? Number.NaN) - answered);
  }
  delays.sort((a, b) => a - b);
  const [median = Number.NaN, slowest = Number.NaN] = [delays[5], delays.at(-1)];
  console.log(`live tail: a request stands in the page after ${median} ms (at most ${slowest} ms)`);
  expect(median).toBeLessThan(1000);

  const shown = await rows(page).count();
  await page.keyboard.press("Space");
  await expect(page.getByText("Paused")).toBeVisible();
  for (let i = 0; i < 3; i++) await ask(request);
  const waiting = page.getByRole("button", { name: "3 new" });
  await expect(waiting).toBeVisible();
  await expect(rows(page)).toHaveCount(shown);
  await waiting.click();
  await expect(rows(page)).toHaveCount(shown + 3);
});

test("what came after the page was drawn and long before it goes live is shown, too", async ({
  page,
  request,
}) => {
  await ask(request);
  await page.waitForTimeout(2000);
  await signIn(page.context(), people.owner);
  await page.goto(history());
  await expect(rows(page).first()).toBeVisible();
  const before = await rows(page).count();
  await ask(request);
  // The tail itself tells again only what came in the last ten seconds.
  await page.waitForTimeout(12_000);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(rows(page)).toHaveCount(before + 1);
});

test("a refusal is found by its request ID and explained, with the page that puts it right", async ({
  page,
  request,
}) => {
  const requestId = await askForBerth(request);
  await ask(request);
  await signIn(page.context(), people.owner);
  await expect(async () => {
    await page.goto("/acme/usage/history");
    const search = page.getByRole("searchbox", { name: /request ID/ });
    await search.fill(requestId);
    await search.press("Enter");
    await expect(rows(page)).toHaveCount(1, { timeout: 3000 });
  }).toPass();
  await expect(page).toHaveURL(new RegExp(`requestId=${requestId}`));
  await rows(page).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("INSUFFICIENT_PERMISSIONS")).toBeVisible();
  await expect(drawer.getByText("is not granted it", { exact: false })).toBeVisible();
  await expect(drawer.getByText("203.0.113.7")).toBeVisible();
  await expect(drawer.getByText("/berths/{id}").first()).toBeVisible();
  await expect(drawer.getByText("/berths/7")).toHaveCount(0);
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude("[data-base-ui-focus-guard]");
  const { violations } = await axe.analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual(
    [],
  );

  await page.reload();
  await expect(drawer.getByText("INSUFFICIENT_PERMISSIONS")).toBeVisible();
  await drawer.getByRole("link", { name: "Open Connected APIs" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/${application.id}/apis`));
});

test("the row that is open stands in the address, and back closes it", async ({
  page,
  request,
}) => {
  for (let i = 0; i < 8; i++) await ask(request);
  await signIn(page.context(), people.owner);
  await expect(async () => {
    await page.goto(`${history()}?outcome=VALID`);
    await expect(rows(page).nth(7)).toBeVisible({ timeout: 2000 });
  }).toPass();
  const ids = await rows(page).evaluateAll((all) => all.map((row) => row.dataset.event));
  await rows(page).first().click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("Every rule holds", { exact: false }).first()).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`event=${ids[0]}`));
  for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(new RegExp(`event=${ids[7]}`));
  await page.keyboard.press("ArrowUp");
  await expect(page).toHaveURL(new RegExp(`event=${ids[6]}`));
  await page.goBack();
  await expect(drawer).toHaveCount(0);
  await expect(page).toHaveURL(/history\?outcome=VALID$/);
});

test("an export has every row and no formula, and leaves networks out for whom they are not shown", async ({
  page,
  request,
}) => {
  await ask(request, { tags: [formula] });
  const requestId = await askForBerth(request);
  await page.addInitScript(() => Object.assign(window, { showSaveFilePicker: undefined }));
  await signIn(page.context(), people.owner);
  await expect(async () => {
    await page.goto(`${history()}?requestId=${requestId}`);
    await expect(rows(page)).toHaveCount(1, { timeout: 2000 });
  }).toPass();
  await page.goto(history());
  await expect(page.getByText("Not permitted").first()).toBeVisible();
  const shown = await rows(page).count();

  const lines = await exported(page, "CSV");
  expect(lines).toHaveLength(shown + 1);
  expect(lines[0]).toContain("network");
  expect(lines.filter((line) => line.includes("203.0.113.7"))).not.toHaveLength(0);
  const tagged = lines.filter((line) => line.includes("HYPERLINK"));
  expect(tagged).not.toHaveLength(0);
  for (const line of tagged) expect(line).toContain(`"'=HYPERLINK(""http://evil.example"")"`);

  const objects = await exported(page, "NDJSON");
  expect(objects).toHaveLength(shown);
  expect(JSON.parse(objects[0] ?? "")).toHaveProperty("requestId");

  await signIn(page.context(), people.auditor);
  await page.goto(history());
  await expect(page.getByRole("columnheader", { name: "Network" })).toHaveCount(0);
  const without = await exported(page, "CSV", "Network addresses are left out");
  expect(without[0]).not.toContain("network");
  expect(without.join("\n")).not.toContain("203.0.113.7");
});

/** The lines of the file that the dialog gives. */
async function exported(page: Page, format: string, notice?: string): Promise<string[]> {
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export the access history" });
  await dialog.getByRole("radio", { name: format }).click();
  if (notice) await expect(dialog.getByText(notice, { exact: false })).toBeVisible();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export" }).click();
  const path = await (await download).path();
  await expect(page.getByText(/\d+ rows? exported/).first()).toBeVisible();
  await expect(dialog).toHaveCount(0);
  return readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
}
