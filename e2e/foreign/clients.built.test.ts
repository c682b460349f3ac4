import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { replaceGrants } from "@/lib/grants/replace";
import { integrationSnippets } from "@/lib/integrate/snippets";
import { editKey } from "@/lib/keys/edit";
import { generateKey } from "@/lib/keys/format";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { ensureProgram } from "@/scripts/packages.mjs";
import { type Running, startGate } from "./processes";

testDatabase();

let ours: MintedOrganization;
let gate: Running;
let bound: string;
let free: string;
let writer: string;
let dir: string;

let python: string;

beforeAll(async () => {
  await ensureProgram("curl");
  python = await ensureProgram("python3");
  ours = await mintOrganization();
  const api = await mintApi(ours);
  await mintApi(ours, "billing");
  bound = (await mintToken(ours, ["keys.verify"], { apiId: api.id })).serviceToken;
  free = (await mintToken(ours, ["keys.verify"])).serviceToken;
  writer = (await mintToken(ours, ["keys.write"])).serviceToken;
  gate = await startGate();
  // Below the project, so that the snippets find the packages that they import.
  mkdirSync("test-results", { recursive: true });
  dir = mkdtempSync(resolve("test-results", "snippets-"));
  const place = {
    gateUrl: gate.url,
    organization: ours.slug,
    api: "orders",
    permission: "orders:read",
    host: "orders.example",
    upstream: "http://127.0.0.1:8080",
  };
  for (const { id, code } of integrationSnippets(place)) snippets.set(id, code);
  process.env.PORTCULLIS_TOKEN = bound;
}, 300_000);

afterAll(async () => {
  await gate?.stop();
  if (dir) rmSync(dir, { recursive: true });
});

const snippets = new Map<string, string>();

async function grantedKey() {
  const minted = await mintKey(ours.owner);
  const grants = [{ api: "orders", permission: "orders:read" }];
  await replaceGrants(ours.owner, minted.applicationId, { grants });
  return minted;
}

/** A snippet as a file, under the name by which others import it. */
function file(id: string, name: string): string {
  const path = join(dir, name);
  writeFileSync(path, snippets.get(id) ?? "");
  return path;
}

const load = (id: string, name: string) => import(pathToFileURL(file(id, name)).href);

async function output(command: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd: dir });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return JSON.parse(out || JSON.stringify({ failed: err }));
}

describe("oauth4webapi", () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const client = { client_id: "orders" };

  const discover = async () => {
    const issuer = new URL(`${gate.url}/o/${ours.slug}`);
    const response = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
    return oauth.processDiscoveryResponse(issuer, response);
  };

  const introspect = async (token: string, secret: string) => {
    const server = await discover();
    const basic = oauth.ClientSecretBasic(secret);
    const response = await oauth.introspectionRequest(server, client, basic, token, insecure);
    return oauth.processIntrospectionResponse(server, client, response);
  };

  test("discovers, introspects and revokes", async () => {
    const { apiKey, key, applicationId } = await grantedKey();
    const known = { active: true, client_id: applicationId, jti: key.id, aud: ["orders"] };
    for (const secret of [bound, free, bound, free]) {
      expect(await introspect(apiKey, secret)).toMatchObject({ ...known, scope: "orders:read" });
    }
    const server = await discover();
    const basic = oauth.ClientSecretBasic(writer);
    const response = await oauth.revocationRequest(server, client, basic, apiKey, insecure);
    expect(await oauth.processRevocationResponse(response)).toBeUndefined();
    expect(await introspect(apiKey, bound)).toEqual({ active: false });
    expect((await getKey(ours.owner, key.id)).status).toBe("revoked");
  });

  test("hears of narrowed grants from the next request on", async () => {
    const { apiKey, applicationId } = await grantedKey();
    for (const secret of [bound, free]) {
      expect(await introspect(apiKey, secret)).toMatchObject({ scope: "orders:read" });
    }
    await replaceGrants(ours.owner, applicationId, { grants: [] });
    expect(await introspect(apiKey, bound)).toEqual({ active: false });
    expect(await introspect(apiKey, free)).toMatchObject({ active: true, scope: "", aud: [] });
  });

  test("a key revokes itself by its own halves", async () => {
    const { apiKey, key, sharedKey, secretKey } = await grantedKey();
    const server = await discover();
    const basic = oauth.ClientSecretBasic(secretKey);
    const itself = { client_id: sharedKey };
    const response = await oauth.revocationRequest(server, itself, basic, apiKey, insecure);
    expect(await oauth.processRevocationResponse(response)).toBeUndefined();
    expect((await getKey(ours.owner, key.id)).status).toBe("revoked");
  });

  test("reads our errors", async () => {
    const failed = introspect(generateKey("pcl", "production"), "wrong");
    await expect(failed).rejects.toBeInstanceOf(oauth.WWWAuthenticateChallengeError);
    const server = await discover();
    const basic = oauth.ClientSecretBasic(free);
    const response = await oauth.revocationRequest(server, client, basic, "x", insecure);
    await expect(oauth.processRevocationResponse(response)).rejects.toMatchObject({
      error: "insufficient_scope",
      status: 403,
    });
  });
});

describe("the snippets of the portal work as they stand", () => {
  test("curl", async () => {
    const { apiKey } = await grantedKey();
    const sh = (key: string) => output("sh", ["-c", snippets.get("curl") ?? ""], { API_KEY: key });
    expect(await sh(apiKey)).toMatchObject({ valid: true, permissions: ["orders:read"] });
    expect(await sh("junk")).toMatchObject({ valid: false, code: "MALFORMED" });
  });

  test("Node", async () => {
    const { apiKey, key } = await grantedKey();
    const { verify, statusOf } = await load("node", "portcullis.mjs");
    expect(await verify(apiKey)).toMatchObject({ valid: true });
    const lacking = await verify(apiKey, { permissions: ["orders:refund"] });
    expect([lacking.code, statusOf(lacking)]).toEqual(["INSUFFICIENT_PERMISSIONS", 403]);
    await revokeKey(ours.owner, key.id, {});
    const revoked = await verify(apiKey);
    expect([revoked.code, statusOf(revoked)]).toEqual(["REVOKED", 401]);
  });

  test("Express", async () => {
    const { apiKey, applicationId, key } = await grantedKey();
    file("node", "portcullis.mjs");
    const { requireKey } = await load("express", "require-key.mjs");
    const server = createServer((request, response) =>
      requireKey(request, response, (error?: unknown) => {
        const { caller } = request as unknown as { caller?: { application: { id: string } } };
        response.statusCode = error ? 500 : 200;
        response.end(caller?.application.id);
      }),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const ask = (key?: string, path = "/orders?page=2") =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers: key ? { "x-api-key": key } : {} });
    expect(await (await ask(apiKey)).text()).toBe(applicationId);
    expect((await ask()).status).toBe(401);
    expect((await ask(apiKey, "/health")).status).toBe(403);
    const from = async (allowedNetworks: string[]) => {
      await editKey(ours.owner, key.id, { allowedNetworks });
      return (await ask(apiKey)).status;
    };
    expect(await from(["203.0.113.0/24"])).toBe(403);
    expect(await from(["127.0.0.0/8"])).toBe(200);
    process.env.PORTCULLIS_TOKEN = "wrong";
    expect((await ask(apiKey)).status).toBe(500);
    process.env.PORTCULLIS_TOKEN = bound;
    server.close();
    server.closeAllConnections();
  });

  test("Next", async () => {
    const { apiKey, key } = await grantedKey();
    file("node", "portcullis.mjs");
    const { GET } = await load("next", "route.mjs");
    const get = (headers: Record<string, string>, path = "/orders") =>
      GET(new Request(`https://orders.example${path}`, { headers }));
    expect((await get({ "x-api-key": apiKey })).status).toBe(200);
    expect((await get({ "x-api-key": apiKey }, "/health")).status).toBe(403);
    expect((await get({})).status).toBe(401);
    await editKey(ours.owner, key.id, { allowedOrigins: ["https://crm.example"] });
    expect((await get({ "x-api-key": apiKey })).status).toBe(403);
    const sent = { "x-api-key": apiKey, origin: "https://crm.example" };
    expect((await get(sent)).status).toBe(200);
  });

  test("Python", async () => {
    const { apiKey } = await grantedKey();
    file("python", "portcullis.py");
    const ask = (key: string, asked = "") => {
      const call = `portcullis.verify(sys.argv[1]${asked})`;
      return output(python, [
        "-c",
        `import json, portcullis, sys; print(json.dumps(${call}))`,
        key,
      ]);
    };
    expect(await ask(apiKey)).toMatchObject({ valid: true });
    expect(await ask(apiKey, ', permissions=["orders:read"]')).toMatchObject({ valid: true });
    const health = ', request={"method": "GET", "path": "/health"}';
    expect(await ask(apiKey, health)).toMatchObject({ code: "INSUFFICIENT_PERMISSIONS" });
    expect(await ask("junk")).toMatchObject({ valid: false, code: "MALFORMED" });
  });

  test("OAuth", async () => {
    const { apiKey } = await grantedKey();
    const { introspect } = await load("oauth", "introspect.mjs");
    expect(await introspect(apiKey)).toMatchObject({ active: true, scope: "orders:read" });
    expect(await introspect("junk")).toEqual({ active: false });
  });
});
