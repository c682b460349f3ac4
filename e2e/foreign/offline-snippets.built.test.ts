import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { freePort } from "@/e2e/run-product";
import { offlineSnippets } from "@/lib/integrate/snippets";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, enableKey } from "@/lib/keys/set-status";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { ensurePyJwt, type Running, startGate } from "./processes";

const port = await freePort();
process.env.GATE_PUBLIC_URL = `http://127.0.0.1:${port}`;
testDatabase();

type World = Awaited<ReturnType<typeof mintJwtWorld>>;

const snippets = new Map<string, string>();
const running: Server[] = [];
let ours: World;
let theirs: World;
let gate: Running;
let dir: string;
let python: string;

beforeAll(async () => {
  python = await ensurePyJwt();
  [ours, theirs] = [await mintJwtWorld(), await mintJwtWorld()];
  const { api, organization } = ours;
  const { serviceToken } = await mintToken(organization, ["keys.verify"], { apiId: api.id });
  process.env.PORTCULLIS_TOKEN = serviceToken;
  gate = await startGate(port);
  // Below the project, so that the snippets find the packages that they import.
  mkdirSync("test-results", { recursive: true });
  dir = mkdtempSync(resolve("test-results", "offline-snippets-"));
  const place = {
    gateUrl: gate.url,
    organization: organization.slug,
    api: api.slug,
    permission: "orders:read",
    host: "orders.example",
    upstream: "http://127.0.0.1:8080",
  };
  for (const { id, code } of offlineSnippets(place)) snippets.set(id, code);
  file("sdk", "verifier.mjs");
}, 300_000);

afterAll(async () => {
  for (const server of running) server.close();
  const { verifier } = await load("sdk", "verifier.mjs");
  verifier.close();
  await gate?.stop();
  rmSync(dir, { recursive: true });
});

function file(id: string, name: string): string {
  const path = join(dir, name);
  writeFileSync(path, snippets.get(id) ?? "");
  return path;
}

const load = (id: string, name: string) => import(pathToFileURL(file(id, name)).href);

async function minted(world = ours) {
  const created = await world.mint({});
  if (!("token" in created)) throw new Error("it is no JWT key");
  return created;
}

type Ask = (token?: string) => Promise<Response>;

const bearer = (token?: string): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {};

type Listening = { listen(port: number, host: string): Server };

async function served(app: Listening): Promise<Ask> {
  const server = app.listen(0, "127.0.0.1");
  running.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return (token) => fetch(`http://127.0.0.1:${port}/orders`, { headers: bearer(token) });
}

/** Who calls is told, and who may not is refused. */
async function expectGuarded(ask: Ask): Promise<void> {
  const { token } = await minted();
  const answer = await ask(token);
  expect([answer.status, await answer.json()]).toEqual([200, { caller: ours.applicationId }]);
  const refused = [undefined, `${token.slice(0, -4)}AAAA`, (await minted(theirs)).token];
  for (const one of refused) expect((await ask(one)).status).toBe(401);
}

test("Node: JWT keys offline, and not once they are revoked", async () => {
  const { verify, verifier } = await load("sdk", "verifier.mjs");
  await verifier.ready();
  const { key, token } = await minted();
  const judged = { valid: true, keyId: key.id, offline: true };
  await expect.poll(() => verify(token), { timeout: 5000 }).toMatchObject(judged);
  const secret = await ours.mint({ kind: "secret", expiresAt: null });
  if (!("apiKey" in secret)) throw new Error("it is no secret key");
  expect(await verify(secret.apiKey)).toMatchObject({ valid: true, offline: false });
  await revokeKey(ours.organization.owner, key.id, {});
  const refused = { code: "REVOKED", offline: true };
  await expect.poll(() => verify(token), { timeout: 5000 }).toMatchObject(refused);
});

test("Express", async () => {
  const { app } = await load("sdkExpress", "express-app.mjs");
  await expectGuarded(await served(app));
});

test("Hono", async () => {
  const { app } = await load("sdkHono", "hono-app.mjs");
  await expectGuarded((token) => app.request("/orders", { headers: bearer(token) }));
});

test("Next", async () => {
  const { GET } = await load("sdkNext", "route.mjs");
  const url = "https://orders.example/orders";
  await expectGuarded((token) => GET(new Request(url, { headers: bearer(token) })));
});

test("OAuth", async () => {
  const { app } = await load("resourceServer", "oauth-app.mjs");
  await expectGuarded(await served(app));
});

test("Python, which reads the status list too", async () => {
  file("pythonOffline", "portcullis_jwt.py");
  const ask = (token: string, ...permissions: string[]) => {
    const code = `import json, portcullis_jwt, sys
try:
    print(json.dumps(portcullis_jwt.verify(*sys.argv[1:])))
except Exception as error:
    print(json.dumps({"refused": str(error)}))`;
    const args = ["-c", code, token, ...permissions];
    const { stdout, stderr } = spawnSync(python, args, { cwd: dir, encoding: "utf8" });
    return JSON.parse(stdout || JSON.stringify({ failed: stderr }));
  };
  const { owner } = ours.organization;
  const { key, token } = await minted();
  const becomes = (what: object) =>
    expect.poll(() => ask(token), { timeout: 10_000 }).toMatchObject(what);
  expect(ask(token, "orders:read")).toMatchObject({ client_id: ours.applicationId, jti: key.id });
  expect(ask(token, "orders:write")).toEqual({ refused: "insufficient scope" });
  const altered = ask(`${token.slice(0, -4)}AAAA`);
  expect(altered).toEqual({ refused: "Signature verification failed" });
  expect(ask((await minted(theirs)).token).refused).toContain("signing key");
  await disableKey(owner, key.id, {});
  await becomes({ refused: "revoked or suspended" });
  await enableKey(owner, key.id, {});
  await becomes({ jti: key.id });
  await revokeKey(owner, key.id, {});
  await becomes({ refused: "revoked or suspended" });
});
