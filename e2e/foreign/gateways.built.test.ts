import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { freePort } from "@/e2e/run-product";
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
  const { slug } = await mintApi(ours);
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
    fetch(`${gateways[name]}/orders/42?secret=1`, {
      method: "POST",
      body: "what the upstream gets",
      headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
    });

  test("lets a granted key pass, and tells the upstream who calls", async () => {
    const { apiKey, key, applicationId } = await grantedKey();
    const answer = await ask(apiKey);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      method: "POST",
      url: "/orders/42?secret=1",
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
