import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getListFromStatusListJWT, getStatusListFromJWT } from "@sd-jwt/jwt-status-list";
import express from "express";
import { auth, requiredScopes } from "express-oauth2-jwt-bearer";
import { createRemoteJWKSet, jwtVerify, SignJWT } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { freePort } from "@/e2e/run-product";
import { replaceGrants } from "@/lib/grants/replace";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, enableKey } from "@/lib/keys/set-status";
import { currentSigningKey } from "@/lib/signing/current";
import { mintApi } from "@/lib/testing/catalog";
import { claimsOf, mintJwtWorld } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { type Running, startGate } from "./processes";

const port = await freePort();
process.env.GATE_PUBLIC_URL = `http://127.0.0.1:${port}`;
testDatabase();

type World = Awaited<ReturnType<typeof mintJwtWorld>>;

let ours: World;
let theirs: World;
let gate: Running;
let verifier: string;
let writer: string;

beforeAll(async () => {
  [ours, theirs] = [await mintJwtWorld(), await mintJwtWorld()];
  verifier = (await mintToken(ours.organization, ["keys.verify"])).serviceToken;
  writer = (await mintToken(ours.organization, ["keys.write"])).serviceToken;
  gate = await startGate(port);
}, 60_000);

afterAll(() => gate?.stop());

/** A JWT key: its row, and the token that a caller shows. */
async function minted(world = ours, wish: object = {}) {
  const created = await world.mint({ audiences: ["orders"], ...wish });
  if (!("token" in created)) throw new Error("it is no JWT key");
  return created;
}

const issuerOf = ({ organization }: World) => new URL(`${gate.url}/o/${organization.slug}`);

/** A token of another make, which our own signing key has signed nevertheless. */
async function forged(token: string, claims: object, header: object = {}) {
  const { owner } = ours.organization;
  const signer = await transact(owner, (tx) => currentSigningKey(tx, owner));
  return new SignJWT({ ...claimsOf(token), ...claims })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: signer.id, ...header })
    .sign(signer.privateKey);
}

const past = () => Math.floor(Date.now() / 1000) - 60;

describe("oauth4webapi", () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const client = { client_id: "orders" };

  const discover = async (world = ours) => {
    const issuer = issuerOf(world);
    const response = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
    return oauth.processDiscoveryResponse(issuer, response);
  };

  const validate = async (token: string, audience = "orders") => {
    const headers = { authorization: `Bearer ${token}` };
    const request = new Request("https://orders.example/orders", { headers });
    return oauth.validateJwtAccessToken(await discover(), request, audience, insecure);
  };

  test("validates the token of a JWT key by what it discovers", async () => {
    const { key, token } = await minted();
    expect(await validate(token)).toMatchObject({
      iss: issuerOf(ours).href,
      aud: ["orders"],
      client_id: ours.applicationId,
      jti: key.id,
      scope: "orders:read",
      env: "production",
    });
  });

  test("refuses what is expired, for others, of others or of another type", async () => {
    const { token } = await minted();
    const refused = {
      expired: await forged(token, { exp: past() }),
      type: await forged(token, {}, { typ: "JWT" }),
      foreign: (await minted(theirs)).token,
      altered: `${token.slice(0, -4)}AAAA`,
    };
    for (const [name, one] of Object.entries(refused)) {
      expect([name, await validate(one).catch(() => "refused")]).toEqual([name, "refused"]);
    }
    await expect(validate(token, "billing")).rejects.toThrow();
    expect(await validate(await forged(token, {}))).toMatchObject({ aud: ["orders"] });
  });

  test("introspects and revokes", async () => {
    const { key, token } = await minted();
    const server = await discover();
    const introspect = async (one = token) => {
      const basic = oauth.ClientSecretBasic(verifier);
      const response = await oauth.introspectionRequest(server, client, basic, one, insecure);
      return oauth.processIntrospectionResponse(server, client, response);
    };
    const { iss: _, nbf: __, status: ___, ...said } = claimsOf(token);
    expect(await introspect()).toMatchObject({ active: true, ...said, iat: expect.any(Number) });
    expect(await introspect((await minted(theirs)).token)).toEqual({ active: false });
    const basic = oauth.ClientSecretBasic(writer);
    const response = await oauth.revocationRequest(server, client, basic, token, insecure);
    expect(await oauth.processRevocationResponse(response)).toBeUndefined();
    expect(await introspect()).toEqual({ active: false });
    expect((await getKey(ours.organization.owner, key.id)).status).toBe("revoked");
  });
});

describe("openid-client", () => {
  const discover = (secret: string) =>
    openid.discovery(issuerOf(ours), "orders", undefined, openid.ClientSecretBasic(secret), {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });

  test("discovers, introspects and revokes", async () => {
    const { key, token } = await minted();
    const reading = await discover(verifier);
    expect(reading.serverMetadata().jwks_uri).toBe(`${issuerOf(ours)}/jwks.json`);
    expect(await openid.tokenIntrospection(reading, token)).toMatchObject({
      active: true,
      jti: key.id,
      aud: ["orders"],
      scope: "orders:read",
    });
    await openid.tokenRevocation(await discover(writer), token);
    expect(await openid.tokenIntrospection(reading, token)).toEqual({ active: false });
  });
});

describe("an Express app guarded by express-oauth2-jwt-bearer", () => {
  let server: Server;

  beforeAll(async () => {
    const app = express();
    const issuerBaseURL = issuerOf(ours).href;
    app.use(auth({ issuerBaseURL, audience: "orders", tokenSigningAlg: "ES256", strict: true }));
    app.get("/orders", requiredScopes("orders:read"), (request, response) => {
      response.json(request.auth?.payload.client_id);
    });
    const quiet: express.ErrorRequestHandler = ({ status = 500 }, _request, response, _next) =>
      void response.sendStatus(status);
    app.use(quiet);
    server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => server?.close());

  const ask = async (token?: string) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
    return fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  };

  test("serves who may call", async () => {
    const answer = await ask((await minted()).token);
    expect([answer.status, await answer.json()]).toEqual([200, ours.applicationId]);
  });

  test("refuses what is expired, for another API, another organization's or without scope", async () => {
    const { organization, applicationId } = ours;
    await mintApi(organization, "billing");
    const grants = [
      { api: "orders", permission: "orders:read" },
      { api: "orders", permission: "orders:write" },
      { api: "billing", permission: "orders:read" },
    ];
    await replaceGrants(organization.owner, applicationId, { grants });
    const tokenOf = async (wish: object) => (await minted(ours, wish)).token;
    const { token } = await minted();
    const asked = {
      valid: await ask(await tokenOf({ permissions: ["orders:read"] })),
      none: await ask(),
      expired: await ask(await forged(token, { exp: past() })),
      audience: await ask(await tokenOf({ audiences: ["billing"] })),
      foreign: await ask((await minted(theirs)).token),
      scope: await ask(await tokenOf({ permissions: ["orders:write"] })),
    };
    const statuses = Object.entries(asked).map(([name, { status }]) => [name, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      valid: 200,
      none: 401,
      expired: 401,
      audience: 401,
      foreign: 401,
      scope: 403,
    });
  });
});

describe("@sd-jwt/jwt-status-list", () => {
  /** What the list says that the token itself names. */
  async function statusOf(token: string): Promise<number> {
    const { idx, uri } = getStatusListFromJWT(token);
    const response = await fetch(uri, { headers: { accept: "application/statuslist+jwt" } });
    expect(response.headers.get("content-type")).toBe("application/statuslist+jwt");
    const signed = await response.text();
    const keys = createRemoteJWKSet(new URL(`${issuerOf(ours)}/jwks.json`));
    const expected = { typ: "statuslist+jwt", subject: uri, algorithms: ["ES256"] };
    await jwtVerify(signed, keys, expected);
    const list = getListFromStatusListJWT(signed);
    expect(list.getBitsPerStatus()).toBe(2);
    return list.getStatus(idx);
  }

  const settled = (token: string, status: number) =>
    expect.poll(() => statusOf(token), { timeout: 5000 }).toBe(status);

  test("reads whether a key is valid, suspended or revoked", async () => {
    const { owner } = ours.organization;
    const [{ key, token }, other] = [await minted(), await minted()];
    await settled(token, 0);
    await disableKey(owner, key.id, {});
    await settled(token, 2);
    await enableKey(owner, key.id, {});
    await settled(token, 0);
    await revokeKey(owner, key.id, {});
    await settled(token, 1);
    await settled(other.token, 0);
  });
});
