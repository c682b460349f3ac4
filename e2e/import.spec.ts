import type { Page } from "@playwright/test";
import { largeDocument } from "@/lib/testing/openapi";
import { acme, manage, people, signIn } from "./acme";
import { expect, test } from "./product";

const yaml = `openapi: 3.1.0
info: { title: Ferries, version: 2.0.0 }
components:
  securitySchemes:
    login:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.acme.test/token
          scopes: { "crossings:read": See crossings., "crossings:book": Book a crossing. }
paths:
  /crossings:
    get: { summary: List crossings, security: [{ login: ["crossings:read"] }] }
    post: { summary: Book a crossing, security: [{ login: ["crossings:book"] }] }
  /crossings/{crossingId}:
    get: { summary: Show a crossing, security: [{ login: ["crossings:read"] }] }
  /{a}-{b}:
    get: {}
`;

const section = (page: Page, name: string) => page.getByRole("list", { name, exact: true });
const importIt = (page: Page) => page.getByRole("button", { name: "Import", exact: true }).click();

async function newApi(page: Page, name: string): Promise<string> {
  acme();
  const slug = `${name.toLowerCase()}-${Date.now().toString(36)}`;
  const wish = { name, slug, baseUrl: "https://ferries.acme.test" };
  const { id } = await manage(page.request, "POST", "/apis", wish);
  await signIn(page.context(), people.owner);
  await page.goto(`/acme/apis/${slug}`);
  return id;
}

test("an admin imports a pasted document, and a second time nothing changes", async ({ page }) => {
  await newApi(page, "Ferries");
  await page.getByRole("link", { name: "Import an OpenAPI document" }).click();
  await page.getByLabel("Document", { exact: true }).fill("swagger: '2.0'");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText(/This is a Swagger 2.0 document/)).toBeVisible();

  await page.getByLabel("Document", { exact: true }).fill(yaml);
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("heading", { name: "Ferries", level: 2 })).toBeVisible();
  await expect(section(page, "Added").getByRole("listitem")).toHaveCount(5);
  await expect(section(page, "Skipped")).toContainText("At most one parameter in a segment");
  await page.getByRole("searchbox", { name: "Search the preview" }).fill("book");
  await expect(section(page, "Added").getByRole("listitem")).toHaveCount(2);
  await importIt(page);
  await expect(page.getByText("3 endpoints and 2 permissions added.")).toBeVisible();

  await page.getByRole("button", { name: "Import another document" }).click();
  await page.getByLabel("Document", { exact: true }).fill(yaml);
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("Nothing changes")).toBeVisible();
  await expect(page.getByRole("button", { name: "Import", exact: true })).toBeDisabled();
  await page.getByRole("link", { name: "Endpoints", exact: false }).first().click();
  await expect(page.getByRole("table", { name: "Endpoints" }).getByRole("row")).toHaveCount(4);
  await expect(page.getByText("/crossings/{crossingId}")).toBeVisible();
});

test("what a file does not have stays unless it is ticked, and then its grants are shown", async ({
  page,
}) => {
  const id = await newApi(page, "Tugs");
  await manage(page.request, "POST", `/apis/${id}/import`, { document: yaml });
  const application = await manage(page.request, "POST", "/applications", {
    name: `Pier ${Date.now()}`,
    baseUrl: "https://pier.acme.test",
  });
  const { slug } = await manage(page.request, "GET", `/apis/${id}`);
  await manage(page.request, "PUT", `/applications/${application.id}/grants`, {
    grants: [{ api: slug, endpoint: "GET /crossings/{crossingId}" }],
  });
  await page.goto(`/acme/apis/${slug}/import`);
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByLabel("OpenAPI document", { exact: true }).setInputFiles({
    name: "tugs.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(yaml.replace(/ {2}\/crossings\/\{crossingId\}:\n.*\n/, "")),
  });
  await expect(page.getByText("tugs.yaml")).toBeVisible();
  await page.getByRole("button", { name: "Preview" }).click();
  const absent = section(page, "Not in the document");
  await expect(absent).toContainText(`Granted to ${application.name}`);
  await absent.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Import and remove…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Remove 1 item/ });
  await expect(dialog).toContainText("1 grant of 1 application goes");
  await expect(dialog).toContainText(application.name);
  await dialog.getByRole("button", { name: "Remove grants and import" }).click();
  await expect(page.getByText("1 endpoint removed.")).toBeVisible();
  const { grants } = await manage(page.request, "GET", `/applications/${application.id}/grants`);
  expect(grants).toEqual([]);
});

test("a long document is pasted as it is", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await newApi(page, "Launches");
  await page.getByRole("link", { name: "Import an OpenAPI document" }).click();
  const text = JSON.stringify(largeDocument(500), null, 2);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.getByLabel("Document", { exact: true }).focus();
  await page.keyboard.press("Control+V");
  await expect(page.getByText("Pasted text")).toBeVisible();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("heading", { name: "Warehouse", level: 2 })).toBeVisible();
});

test("a document of five megabytes is taken, a larger one is refused before it is sent", async ({
  page,
}) => {
  await newApi(page, "Barges");
  const document = { ...largeDocument(500), "x-fill": "" };
  const sized = (size: number) => {
    const fill = "x".repeat(size - JSON.stringify(document).length);
    return Buffer.from(JSON.stringify({ ...document, "x-fill": fill }));
  };
  await page.getByRole("link", { name: "Import an OpenAPI document" }).click();
  await page.getByRole("button", { name: "File", exact: true }).click();
  const choose = (buffer: Buffer) =>
    page
      .getByLabel("OpenAPI document", { exact: true })
      .setInputFiles({ name: "barges.json", mimeType: "application/json", buffer });
  const most = 5 * 1024 * 1024;
  await choose(sized(most + 1));
  await expect(page.getByText(/Larger than 5 MiB/)).toBeVisible();
  await choose(sized(most));
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("heading", { name: "Warehouse", level: 2 })).toBeVisible();
  await expect(section(page, "Added").getByRole("listitem")).toHaveCount(100);
  await page.getByRole("button", { name: /^Show .* more$/ }).click();
  await importIt(page);
  await expect(page.getByText(/^500 endpoints and/)).toBeVisible();
});
