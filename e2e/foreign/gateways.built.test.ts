import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { freePort } from "@/e2e/run-product";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { replaceGrants } from "@/lib/grants/replace";
import { integrationSnippets, type SnippetId } from "@/lib/integrate/snippets";
import { createKey } from "@/lib/keys/create";
import { generateKey } from "@/lib/keys/format";
import { revokeKey } from "@/lib/keys/revoke";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Running, startCaddy, startGate, startNginx, startUpstream } from "./processes";

testDatabase();

let ours: MintedOrganization;
let theirs: MintedOrganization;
const running: Running[] = [];
const gateways: Partial<Record<"nginx" | "caddy", string>> = {};

const started = async (starting: Promise<Running>) => {
  const one = await starting;
  running.unshift(one);
  return one.url;
};

beforeAll(async () => {
  [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const { id, slug } = await mintApi(ours);
  for (const path of ["/files/{path*}", "/orders/{orderId}"]) {
    await createEndpoint(ours.owner, id, { method: "GET", path, permission: "orders:read" });
  }
  const { serviceToken } = await mintToken(ours, ["keys.verify"]);
  const upstream = await started(startUpstream());
  const gateUrl = await started(startGate());
  const caddyUrl = `http://127.0.0.1:${await freePort()}`;
  const shown = (id: SnippetId, host: string) => {
    const permission = "orders:read";
    const place = { gateUrl, organization: ours.slug, api: slug, permission, host, upstream };
    return integrationSnippets(place).find((snippet) => snippet.id === id)?.code ?? "";
  };
  const site = shown("nginx", "127.0.0.1").replace("pcs_…", serviceToken);
  gateways.nginx = await started(startNginx(site));
  gateways.caddy = await started(startCaddy(caddyUrl, shown("caddy", caddyUrl), serviceToken));
}, 300_000);

afterAll(async () => {
  for (const one of running) await one.stop();
});

/** A key of an application that may read orders. */
async function grantedKey(limits: object = {}) {
  const { applicationId, ...first } = await mintKey(ours.owner);
  const grants = [{ api: "orders", permission: "orders:read" }];
  await replaceGrants(ours.owner, applicationId, { grants });
  const limited = { name: "limited", environment: "production", ...limits };
  const minted =
    Object.keys(limits).length > 0 ? await createKey(ours.owner, applicationId, limited) : first;
  return { applicationId, ...minted };
}

describe.each(["nginx", "caddy"] as const)("%s", (name) => {
  const ask = (key: string | null, headers: Record<string, string> = {}) =>
    fetch(`${gateways[name]}/orders?secret=1`, {
      headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
    });

  /** The status, and the path that reached the upstream, of one that is sent as it is. */
  const asItIs = (key: string, method: string, path: string, headers = {}) =>
    new Promise<{ status: number | undefined; url: string | null }>((done, failed) => {
      const { hostname, port } = new URL(gateways[name] ?? "");
      const sent = request({
        hostname,
        port,
        method,
        path,
        headers: { authorization: `Bearer ${key}`, ...headers },
      });
      sent.once("error", failed);
      sent.once("response", async (response) => {
        const text = (await response.toArray()).join("");
        const { statusCode: status } = response;
        done({ status, url: status === 200 && method !== "HEAD" ? JSON.parse(text).url : null });
      });
      sent.end();
    });

  test("lets a granted key pass, and tells the upstream who calls", async () => {
    const { apiKey, key, applicationId } = await grantedKey();
    const answer = await ask(apiKey);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      method: "GET",
      url: "/orders?secret=1",
      headers: {
        "x-portcullis-application": applicationId,
        "x-portcullis-key": key.id,
        "x-portcullis-organization": ours.id,
        "x-portcullis-permissions": "orders:read",
      },
    });
    expect((await ask(null, { "x-api-key": apiKey })).status).toBe(200);
  });

  test("a caller can't say that it is somebody else, nor be the gateway", async () => {
    const { apiKey, key, applicationId } = await grantedKey();
    const forged = {
      "x-portcullis-application": "app_forged",
      "x-portcullis-key": "key_forged",
      "x-portcullis-organization": "org_forged",
      "x-portcullis-permissions": "orders:refund",
      "x-portcullis-token": "pcs_forged",
      x_portcullis_key: "key_forged",
      "x-forwarded-method": "GET",
      "x-forwarded-uri": "/free",
      "x-original-method": "GET",
      "x-original-uri": "/free",
    };
    const { headers } = (await (await ask(apiKey, forged)).json()) as {
      headers: Record<string, string>;
    };
    expect(headers).toMatchObject({
      "x-portcullis-application": applicationId,
      "x-portcullis-key": key.id,
      "x-portcullis-permissions": "orders:read",
    });
    const own = Object.entries(headers).filter(([header]) => /portcullis/.test(header));
    expect(JSON.stringify(own)).not.toMatch(/forged|pcs_|refund/);
    expect(own).toHaveLength(4);
    expect((await ask(null, forged)).status).toBe(401);
  });

  test("lets pass what is granted, and nothing else, by method and path", async () => {
    const { apiKey } = await grantedKey();
    const pass = async (method: string, path: string, headers = {}) => {
      const { status, url } = await asItIs(apiKey, method, path, headers);
      expect([method, path, status, method === "HEAD" || url === path]).toEqual([
        method,
        path,
        200,
        true,
      ]);
    };
    await pass("GET", "/orders");
    await pass("HEAD", "/orders");
    await pass("GET", "/orders/");
    await pass("GET", "/orders?x=/../health");
    await pass("GET", "/%6Frders");
    await pass("GET", "/orders/42");
    await pass("GET", "/files/2026/a%20b.pdf");
    const told = (method: string, path: string) =>
      Object.fromEntries(
        ["x-forwarded", "x-original"].flatMap((header) => [
          [`${header}-method`, method],
          [`${header}-uri`, path],
        ]),
      );
    const refused = [
      ["POST", "/orders"],
      ["GET", "/health"],
      ["GET", "/"],
      ["POST", "/orders/42/refund"],
      ...["..", "%2e%2e", ".%2E", "a/../..", "..;", "a;/..", ".", ""].flatMap((between) => [
        ["GET", `/orders/${between}/health`] as const,
        ["GET", `/files/${between}/health`] as const,
      ]),
      ["GET", "/files/..%2fhealth"],
      ["GET", "/files/a%2F..%2F..%2Fhealth"],
      ["GET", "/files/..%5chealth"],
      ["GET", "/files/..\\health"],
      ["GET", "/files/..%00/health"],
      ["GET", "/files/a%0d%0aX"],
      ["GET", "/orders/42%2Frefund"],
      ["GET", "/orders/42;/refund"],
      ["GET", "/orders/.."],
      ["GET", "/orders/%2e"],
      ["GET", "/health/../orders"],
      ["GET", "/health/%2E%2E/orders"],
      ["GET", "/health/..%2Forders"],
      ["GET", "/health%2F..%2Forders"],
      ["GET", "/health\\..\\orders"],
      ["GET", "/health%5c..%5corders"],
      ["GET", "//orders"],
      ["GET", "/./orders"],
      ["GET", "/orders//"],
      ["GET", "/orders%00"],
      ["GET", "/orders%2F"],
      ["GET", "/health#/../orders"],
    ] as const;
    for (const [method, path] of refused) {
      for (const headers of [{}, told("GET", "/orders")]) {
        const { status } = await asItIs(apiKey, method, path, headers);
        expect([path, status === 403 || status === 400]).toEqual([path, true]);
      }
    }
    await pass("GET", "/orders", told("GET", "/health"));
  });

  test("refuses who shows no key, a foreign one or one without a grant", async () => {
    const { apiKey: foreign } = await mintKey(theirs.owner);
    const { apiKey: ungranted } = await mintKey(ours.owner);
    for (const key of [null, "junk", foreign, generateKey("pcl", "production")]) {
      const answer = await ask(key);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer /);
    }
    expect((await ask(ungranted)).status).toBe(403);
  });

  test("a key that is limited to networks is judged by where its caller is, whatever that says", async () => {
    const { apiKey: near } = await grantedKey({ allowedNetworks: ["127.0.0.0/8", "::1/128"] });
    const { apiKey: far } = await grantedKey({ allowedNetworks: ["203.0.113.0/24"] });
    const forged = {
      "x-forwarded-for": "203.0.113.9",
      "x-real-ip": "203.0.113.9",
      forwarded: "for=203.0.113.9",
    };
    for (const headers of [{}, forged]) {
      expect((await ask(near, headers)).status).toBe(200);
      expect((await ask(far, headers)).status).toBe(403);
    }
  });

  test("a key that is limited to origins is judged by the one that its browser tells", async () => {
    const { apiKey } = await grantedKey({ allowedOrigins: ["https://crm.example"] });
    expect((await ask(apiKey, { origin: "https://crm.example" })).status).toBe(200);
    expect((await ask(apiKey, { origin: "https://evil.example" })).status).toBe(403);
    expect((await ask(apiKey)).status).toBe(403);
  });

  test("refuses a revoked key from the moment that the revocation tells", async () => {
    const { apiKey, key } = await grantedKey();
    const accepted: number[] = [];
    let refused = 0;
    let going = true;
    const callers = Array.from({ length: 8 }, async () => {
      while (going) {
        const began = performance.timeOrigin + performance.now();
        const { status, body } = await ask(apiKey);
        await body?.cancel();
        if (status === 200) accepted.push(began);
        else refused++;
        expect([200, name === "nginx" ? 403 : 401]).toContain(status);
      }
    });
    await expect.poll(() => accepted.length).toBeGreaterThan(50);
    const { effectiveAt } = await revokeKey(ours.owner, key.id, {});
    const answered = Date.now();
    await expect.poll(() => refused).toBeGreaterThan(50);
    going = false;
    await Promise.all(callers);
    expect(accepted.filter((began) => began >= Date.parse(effectiveAt))).toEqual([]);
    expect(Date.parse(effectiveAt)).toBeLessThanOrEqual(answered + 1);
  });

  test("passes on that a limit is reached, and when to come again", async () => {
    const rateLimits = [{ name: "default", limit: 3, seconds: 3600 }];
    const { apiKey } = await grantedKey({ rateLimits });
    const statuses = [];
    for (let round = 0; round < 5; round++) statuses.push((await ask(apiKey)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const answer = await ask(apiKey);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(60);
  });
});
