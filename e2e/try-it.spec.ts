import { acme, manage, people, signIn } from "./acme";
import { expect, test } from "./product";

const slug = `quay-${Date.now()}`;
let apiKey: string;
let applicationId: string;

test.beforeAll(async ({ request }) => {
  acme();
  const wish = { name: "Quay", slug, baseUrl: "https://quay.acme.test" };
  const { id } = await manage(request, "POST", "/apis", wish);
  await manage(request, "POST", `/apis/${id}/permissions`, { name: "berths:read" });
  await manage(request, "POST", `/apis/${id}/endpoints`, {
    method: "GET",
    path: "/berths/{berthId}",
    permission: "berths:read",
  });
  ({ id: applicationId } = await manage(request, "POST", "/applications", {
    name: `Tugs ${Date.now()}`,
    baseUrl: "https://tugs.acme.test",
  }));
  const key = { name: "Live", environment: "production" };
  ({ apiKey } = await manage(request, "POST", `/applications/${applicationId}/keys`, key));
});

test("a refused call is explained, and the link opens the dialog that puts it right", async ({
  page,
  context,
}) => {
  await signIn(context, people.owner);
  const integrate = `/acme/apis/${slug}/integrate`;
  await page.goto(integrate);
  const panel = page.locator("section", { has: page.getByRole("heading", { name: "Try it" }) });
  const answer = panel.getByRole("status");
  const ask = async (path: string) => {
    await panel.getByLabel("Key").fill(apiKey);
    await panel.getByLabel("Path").fill(path);
    await panel.getByRole("button", { name: "Ask" }).click();
  };

  await ask("/boats/7");
  await expect(answer).toContainText("Quay has no endpoint that matches GET /boats/7");
  await ask("/berths/../7");
  await expect(answer).toContainText("dot segment");
  await ask("/berths/7");
  await expect(answer).toContainText("INSUFFICIENT_PERMISSIONS");
  await expect(answer).toContainText("Grant berths:read of Quay to “Tugs");
  await expect(answer).toContainText("GET /berths/{berthId}");

  await answer.getByRole("link", { name: "Grant it" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/${applicationId}/apis\\?grant=`));
  const dialog = page.getByRole("dialog", { name: "Manage permissions" });
  await expect(dialog).toContainText("berths:read");
  await dialog.getByRole("button", { name: /^(Save|Grant)/ }).click();
  await expect(dialog).toBeHidden();

  await page.goto(integrate);
  await expect(panel.getByLabel("Key")).toHaveValue("");
  await ask("/berths/7?page=2");
  await expect(answer).toContainText("VALID");
  await expect(answer).not.toContainText("INSUFFICIENT");
  const kept = await page.evaluate(() =>
    [location.href, ...Object.values(localStorage), ...Object.values(sessionStorage)].join(" "),
  );
  expect(kept).not.toContain(apiKey.slice(-30));

  await panel.getByRole("button", { name: "A permission" }).click();
  await panel.getByLabel("Key").fill("pcl_live_mistyped");
  await panel.getByRole("button", { name: "Ask" }).click();
  await expect(answer).toContainText("MALFORMED");
});
