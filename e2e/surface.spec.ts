import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { expect, product, test } from "./product";

const everywhere = [
  "/",
  "/sign-in",
  "/setup",
  "/no/such/page",
  "/icon.svg",
  "/_next/static/none.js",
  "/_next/image?url=%2Ficon.svg&w=64&q=75",
  "/health/live",
  "/v1/none",
  "/%zz",
  "/a%00b",
];

test("every answer carries the security headers, also errors and files", async ({ request }) => {
  for (const path of everywhere) {
    const answer = await request.get(path, { maxRedirects: 0 });
    const headers = answer.headers();
    expect.soft(answer.status(), path).toBeLessThan(500);
    expect
      .soft(headers["content-security-policy"], path)
      .toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
    expect.soft(headers["x-frame-options"], path).toBe("DENY");
    expect.soft(headers["x-content-type-options"], path).toBe("nosniff");
    expect.soft(headers["cross-origin-opener-policy"], path).toBe("same-origin");
    expect.soft(headers["cross-origin-resource-policy"], path).toBe("same-origin");
    expect.soft(headers["x-request-id"], path).toMatch(/^req_/);
    expect.soft(headers["x-powered-by"], path).toBeUndefined();
    expect
      .soft(headers["cache-control"], path)
      .toBe(path === "/icon.svg" ? "public, max-age=86400" : "no-store");
  }
});

test("a page runs its own scripts and nothing is blocked by its policy", async ({ page }) => {
  const blocked: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) blocked.push(message.text());
  });
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  expect(blocked).toEqual([]);
  expect(await page.evaluate(() => "next" in window)).toBe(true);
});

const foreign: Record<string, string>[] = [
  {},
  { origin: "null" },
  { origin: "https://evil.example" },
  { "sec-fetch-site": "cross-site" },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
];

test("a change that another site asks for is refused before any page sees it", async ({
  request,
}) => {
  for (const headers of foreign) {
    const answer = await request.post("/api/auth/signout", { headers });
    expect(answer.status()).toBe(403);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
    expect((await answer.json()).code).toBe("FORBIDDEN");
  }
});

test("no spelling of a path passes for one that takes no cookie", async () => {
  const { hostname, port } = new URL(product().portalUrl);
  for (const path of ["/v1/../setup", "/v1/%2e%2e/setup", "/v1%2fsetup", "/v1%5Csetup", "//v1/x"]) {
    const headers = { origin: "https://evil.example" };
    const sent = httpRequest({ hostname, port, path, method: "POST", headers }).end();
    const [answer] = await once(sent, "response");
    answer.resume();
    expect.soft([400, 403], path).toContain(answer.statusCode);
  }
});

test("the image optimizer is off", async ({ request }) => {
  expect((await request.get("/_next/image?url=%2Ficon.svg&w=64&q=75")).status()).toBe(404);
});
