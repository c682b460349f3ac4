import { acme, addMember, people, signIn } from "./acme";
import { expect, product, test } from "./product";

test.beforeAll(() => {
  acme();
  addMember("developer", people.developer);
});

test("the gate that runs is listed, and the page keeps up with it", async ({ page }) => {
  await signIn(page.context(), people.owner);
  await page.goto("/acme/settings");
  await page.getByRole("link", { name: "Gates" }).click();
  const { host } = new URL(product().gateUrl);
  const port = host.split(":").pop();
  const gate = page.getByRole("row", { name: new RegExp(`Fresh.*:${port}`) });
  await expect(gate).toHaveCount(1);
  await expect(gate).toContainText("Never");
  const lease = gate.getByRole("cell", { name: /^\d+ ms$/ });
  const before = await lease.textContent();
  await expect(lease).not.toHaveText(before ?? "", { timeout: 15_000 });
});

test("a developer does not see the gates", async ({ page }) => {
  await signIn(page.context(), people.developer);
  await page.goto("/acme/settings");
  await expect(page.getByRole("link", { name: "Gates" })).toHaveCount(0);
  await page.goto("/acme/settings/gates");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
