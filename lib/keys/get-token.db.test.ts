import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { memberships } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { replaceGrants } from "@/lib/grants/replace";
import { newId } from "@/lib/ids";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization } from "@/lib/testing/organization";
import { createKey } from "./create";
import { editKey } from "./edit";
import { getKeyToken } from "./get-token";
import { revokeKey } from "./revoke";
import { disableKey, enableKey } from "./set-status";

testDatabase();

const day = 86_400_000;
const days = (count: number) => new Date(Date.now() + count * day).toISOString();

async function mint() {
  const organization = await mintOrganization();
  const { owner } = organization;
  const api = await mintApi(organization);
  const { id } = await createApplication(owner, { name: "CRM", baseUrl: "https://x.example" });
  await replaceGrants(owner, id, { grants: [{ api: api.slug, permission: "orders:read" }] });
  const wish = { name: "ci", environment: "production", kind: "jwt" as const, expiresAt: days(30) };
  const { key } = await createKey(owner, id, wish);
  const published = async () => {
    const token = await getKeyToken(owner, key.id);
    return [token?.published, token?.suspendedFor];
  };
  return { organization, owner, api, applicationId: id, key, published };
}

test("it tells what the token says, also to an auditor", async () => {
  const { organization, api, key } = await mint();
  const issuer = `http://localhost:3001/o/${organization.slug}`;
  expect(await getKeyToken(organization.auditor, key.id)).toEqual({
    issuer,
    audiences: [api.slug],
    scope: ["orders:read"],
    signingKey: expect.stringMatching(/^sgk_/),
    statusList: { number: 1, index: 0, url: `${issuer}/status-lists/1` },
    expiresAt: key.expiresAt,
    published: "valid",
    suspendedFor: null,
  });
});

test("it tells how the token is published, and why it is suspended", async () => {
  const { owner, applicationId, key, published } = await mint();
  await disableKey(owner, key.id, {});
  expect(await published()).toEqual(["suspended", "disabled"]);
  await enableKey(owner, key.id, {});
  expect(await published()).toEqual(["valid", null]);
  await deactivateApplication(owner, applicationId);
  expect(await published()).toEqual(["suspended", "application"]);
  await activateApplication(owner, applicationId);
  await editKey(owner, key.id, { permissions: [] });
  expect(await published()).toEqual(["suspended", "scope"]);
  await revokeKey(owner, key.id, {});
  expect(await published()).toEqual(["revoked", null]);
});

test("an owner who left suspends it", async () => {
  const { organization, owner, key, published } = await mint();
  const { id: ownerId } = organization.developer;
  await editKey(owner, key.id, { ownerId });
  expect(await published()).toEqual(["valid", null]);
  await transact(owner, (tx) =>
    tx.update(memberships).set({ removedAt: new Date() }).where(eq(memberships.id, ownerId)),
  );
  expect(await published()).toEqual(["suspended", "owner"]);
});

test("a secret key has none; a stranger's key is not found, as an unknown one", async () => {
  const { owner, applicationId, key } = await mint();
  const secret = await createKey(owner, applicationId, { name: "s", environment: "staging" });
  expect(await getKeyToken(owner, secret.key.id)).toBeNull();
  const stranger = (await mintOrganization()).owner;
  const answers = await Promise.all(
    [key.id, newId("key"), "nonsense"].map((id) =>
      getKeyToken(stranger, id).catch(({ code, message }) => ({ code, message })),
    ),
  );
  expect(answers[0]).toMatchObject({ code: "NOT_FOUND" });
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});
