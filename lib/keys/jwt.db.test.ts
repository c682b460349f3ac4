import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { signingKeys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { createKey } from "./create";

testDatabase();

const day = 86_400_000;

async function mint() {
  const organization = await mintOrganization();
  const api = await mintApi(organization);
  const { owner, developer } = organization;
  const { id } = await createApplication(developer, { name: "CRM", baseUrl: "https://x.example" });
  await replaceGrants(owner, id, { grants: [{ api: api.slug, permission: "orders:read" }] });
  return { organization, applicationId: id, api };
}

test("the token of a JWT key says what was granted, and its signature is the organization's", async () => {
  const { organization, applicationId, api } = await mint();
  const { developer } = organization;
  const expiresAt = new Date(Date.now() + 30 * day).toISOString();
  const wish = { name: "ci", environment: "production", kind: "jwt" as const, expiresAt };
  const { key, token } = await createKey(developer, applicationId, wish);
  const rows = await transact(developer, (tx) => tx.select().from(signingKeys));
  expect(rows.map(({ state }) => state).sort()).toEqual(["current", "next"]);
  const keys = rows.map(({ id, publicJwk }) => ({ ...(publicJwk as object), kid: id }));
  const jwks = createLocalJWKSet({ keys } as Parameters<typeof createLocalJWKSet>[0]);
  const issuer = `http://localhost:3001/o/${organization.slug}`;
  const { payload, protectedHeader } = await jwtVerify(token, jwks, {
    issuer,
    audience: api.slug,
    typ: "at+jwt",
    algorithms: ["ES256"],
  });
  const signer = rows.find(({ state }) => state === "current")?.id;
  expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: signer });
  expect(payload).toEqual({
    iss: issuer,
    sub: applicationId,
    client_id: applicationId,
    aud: [api.slug],
    jti: key.id,
    iat: payload.iat,
    nbf: payload.iat,
    exp: Math.floor(Date.parse(expiresAt) / 1000),
    scope: "orders:read",
    env: "production",
    owner: developer.id,
    status: { status_list: { idx: 0, uri: `${issuer}/status-lists/1` } },
  });
  expect(Date.parse(key.expiresAt ?? "")).toBe((payload.exp ?? 0) * 1000);
  expect(key).toMatchObject({ kind: "jwt", sharedKey: null });
  const events = await auditOf(organization);
  expect(JSON.stringify(events)).not.toContain(token.split(".")[2]);
  expect(events.at(-1)).toMatchObject({
    action: "key.created",
    targetId: key.id,
    after: { kind: "jwt", signingKey: signer, audience: [api.slug], scope: ["orders:read"] },
  });
});
