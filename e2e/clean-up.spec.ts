import { acme, manage, people, signIn, verdictOf } from "./acme";
import { predateKey } from "./behind-the-scenes";
import { expect, test } from "./product";

test.beforeAll(() => {
  acme();
});

test("a key that nobody has used for 90 days is found and removed", async ({ page, request }) => {
  const { id } = await manage(request, "POST", "/applications", {
    name: `Old importer ${Date.now()}`,
    baseUrl: "https://importer.acme.test",
  });
  const make = (name: string) =>
    manage(request, "POST", `/applications/${id}/keys`, { name, environment: "development" });
  const [forgotten, fresh] = [await make("Forgotten import"), await make("Fresh import")];
  await predateKey(forgotten.key.id, 120);

  await signIn(page.context(), people.owner);
  await page.goto("/acme/keys");
  await page.getByRole("link", { name: "Hygiene" }).click();
  await expect(page.getByRole("heading", { name: "Hygiene", level: 1 })).toBeVisible();
  await page.goto(`/acme/keys/hygiene?application=${id}`);
  await page.getByRole("link", { name: /^Idle for 90 days 1$/ }).click();
  const table = page.getByRole("table", { name: "Keys with findings" });
  const row = table.getByRole("row", { name: /Forgotten import/ });
  await expect(row).toContainText(/Never used since \d{4}-\d\d-\d\d/);
  await expect(table.getByRole("row", { name: /Fresh import/ })).toHaveCount(0);

  await page.getByRole("button", { name: "Remove unused keys" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove unused keys?" });
  await expect(dialog).toContainText("cannot be undone");
  const choice = dialog.getByRole("checkbox", { name: /Forgotten import/ });
  await choice.click();
  await expect(dialog.getByRole("button", { name: "Revoke 0 keys" })).toBeDisabled();
  await choice.click();
  await dialog.getByRole("button", { name: "Revoke 1 key" }).click();
  const done = page.getByRole("dialog", { name: "1 key revoked" });
  await expect(done).toContainText("Stopped everywhere at");
  await done.getByRole("button", { name: "Close" }).last().click();

  await expect(page.getByText("No key with this finding")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove unused keys" })).toHaveCount(0);
  expect(await verdictOf(request, forgotten.apiKey)).toMatchObject({ code: "REVOKED" });
  expect(await verdictOf(request, fresh.apiKey)).toMatchObject({ valid: true });
  await page.goto(`/acme/keys/${forgotten.key.id}`);
  await expect(page.getByText("Revoked").first()).toBeVisible();
});
