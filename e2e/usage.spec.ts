import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { acme, addMember, manage, people, signIn, verdictOf } from "./acme";
import { expect, test } from "./product";

test.beforeAll(() => {
  acme();
  addMember("developer", people.developer);
});

/** An application with a key that was asked for: three times valid, then over its limit. */
async function asked(request: APIRequestContext, times = 5) {
  const wish = { name: `Buoys ${Date.now()}`, baseUrl: "https://buoys.acme.test" };
  const { id } = await manage(request, "POST", "/applications", wish);
  const { key, apiKey } = await manage(request, "POST", `/applications/${id}/keys`, {
    name: "Live",
    environment: "production",
    rateLimits: [{ name: "default", limit: 3, seconds: 86_400 }],
  });
  for (let i = 0; i < times; i++) await verdictOf(request, apiKey);
  return { id, name: wish.name, key };
}

const stat = (page: Page, label: string) =>
  page.locator("main p", { hasText: new RegExp(`^${label}$`) }).locator("..");

const requestsChart = (page: Page) =>
  page
    .getByRole("region", { name: "Requests", exact: true })
    .filter({ has: page.getByRole("heading", { name: "Requests" }) });

/** Counts are written some time after the answer. */
async function openCounted(page: Page, path: string, count: number) {
  await expect(async () => {
    await page.goto(path);
    await expect(stat(page, "Requests")).toContainText(String(count), { timeout: 2000 });
  }).toPass({ timeout: 30_000 });
}

/** Draws over a chart from one share of its width to another. */
async function draw(page: Page, chart: Locator, from: number, to: number) {
  const surface = chart.locator(".recharts-surface");
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  if (!box) throw new Error("The chart is not drawn.");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y, { steps: 4 });
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await page.mouse.up();
}

test("what a gate is asked is drawn, a reason narrows it, and a drawn time narrows the history", async ({
  page,
  request,
}) => {
  const { id } = await asked(request);
  await signIn(page.context(), people.owner);
  await openCounted(page, `/acme/applications/${id}/usage?range=1h`, 5);
  await expect(stat(page, "Refused")).toContainText("40%");
  const chart = requestsChart(page);
  await expect(chart.locator(".recharts-bar-rectangle path").first()).toBeVisible({
    timeout: 30_000,
  });
  await chart.getByText("Show as table").click();
  const table = chart.getByRole("table", { name: "Requests" });
  await expect(table.getByRole("columnheader")).toHaveText([
    "Time",
    "Valid",
    "Over a limit",
    "All",
  ]);
  const counts = await table.locator("tr td:last-child").allTextContents();
  expect(counts).toHaveLength(60);
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(5);
  await chart.getByText("Show as table").click();

  const history = page.locator("#history");
  const rows = history.locator("tbody tr");
  await expect(rows).toHaveCount(5);
  await page.getByRole("link", { name: "Rate limited" }).click();
  await expect(page).toHaveURL(/outcome=RATE_LIMITED/);
  await expect(stat(page, "Requests")).toContainText("2");
  await expect(rows).toHaveCount(2);
  await page.goBack();
  await expect(rows).toHaveCount(5);

  await draw(page, chart, 0.2, 0.4);
  await expect(page).toHaveURL(/hfrom=.*hto=/);
  await expect(rows).toHaveCount(0);
  await page.getByRole("button", { name: "Remove the selection" }).click();
  await expect(rows).toHaveCount(5);
  await draw(page, chart, 0.8, 0.99);
  await expect(page).toHaveURL(/hfrom=.*hto=/);
  await expect(rows).toHaveCount(5);
  await page.getByRole("button", { name: "Zoom to selection" }).click();
  await expect(page).toHaveURL(/range=custom/);
  await expect(page).not.toHaveURL(/hfrom/);
  await expect(stat(page, "Requests")).toContainText("5");
});

test("a chart is read and a time chosen with the keyboard alone", async ({ page, request }) => {
  const { id } = await asked(request);
  await signIn(page.context(), people.owner);
  await openCounted(page, `/acme/applications/${id}/usage?range=1h`, 5);
  const chart = requestsChart(page);
  await chart.locator(".recharts-surface").focus();
  await page.keyboard.press("ArrowRight");
  await expect(chart.locator(".recharts-tooltip-wrapper")).toContainText("All");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/hfrom=.*hto=/);
  await expect(page.getByRole("button", { name: "Zoom to selection" })).toBeVisible();
});

test("each noun has its usage, and a list leads from one to the other at the same time", async ({
  page,
  request,
}) => {
  const { name, key } = await asked(request, 90);
  await signIn(page.context(), people.developer);
  await openCounted(page, `/acme/keys/${key.id}?range=1h`, 90);
  await page.goto("/acme");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Usage", exact: true })
    .click();
  await page.getByRole("button", { name: "1 h", exact: true }).click();
  await expect(page).toHaveURL(/range=1h/);
  await page.getByRole("link", { name: "Access history", exact: true }).click();
  await expect(page).toHaveURL(/\/usage\/history\?range=1h/);
  await page.getByRole("link", { name: "Charts", exact: true }).click();
  await expect(page).toHaveURL(/\/usage\?range=1h/);
  await page.getByRole("list", { name: "Top applications" }).getByText(name).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/usage\?range=1h/);
  await expect(stat(page, "Requests")).toContainText("90");
  await page.getByRole("list", { name: "Top keys" }).getByText("Live").click();
  await expect(page).toHaveURL(new RegExp(`/keys/${key.id}\\?range=1h`));
});

test("a filter by what does not exist says so and leads out of it", async ({ page, request }) => {
  const { id } = await asked(request);
  await signIn(page.context(), people.owner);
  const path = `/acme/applications/${id}/usage?range=1h`;
  await openCounted(page, path, 5);
  await page.goto(`${path}&endpoint=end_01jd0000000000000000000000`);
  await expect(page.getByRole("heading", { name: "Nothing matches these filters" })).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(stat(page, "Requests")).toContainText("5");
  await expect(page).toHaveURL(/usage\?range=1h$/);
});

test.describe("in Kolkata", () => {
  test.use({ timezoneId: "Asia/Kolkata" });

  test("times are those of the viewer", async ({ page, request }) => {
    const { id } = await asked(request);
    await signIn(page.context(), people.owner);
    await openCounted(page, `/acme/applications/${id}/usage?range=30d`, 5);
    const chart = requestsChart(page);
    const today = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Asia/Kolkata",
      weekday: "short",
      day: "numeric",
      month: "short",
    }).format(Date.now());
    await expect(chart.locator("tbody tr").last().locator("th")).toHaveText(today.replace(",", ""));
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.reload();
    await expect(chart.locator(".recharts-bar-rectangle path").first()).toBeVisible({
      timeout: 30_000,
    });
    expect(complaints).toEqual([]);
  });
});

test("where nothing was asked yet, the first request is explained", async ({ page, request }) => {
  const wish = { name: `Quiet ${Date.now()}`, baseUrl: "https://quiet.acme.test" };
  const { id } = await manage(request, "POST", "/applications", wish);
  await signIn(page.context(), people.owner);
  await page.goto(`/acme/applications/${id}/usage`);
  await expect(page.getByRole("heading", { name: "No requests yet" })).toBeVisible();
  await expect(page.getByText("/v1/keys/verify")).toBeVisible();
});
