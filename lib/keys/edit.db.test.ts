import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import { newId } from "@/lib/ids";
import { setPolicies } from "@/lib/policies/set";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { createKey } from "./create";
import { editKey } from "./edit";
import { expireKeys } from "./expire";
import type { EditKey } from "./fields";
import { getKey } from "./get";
import { revokeKey } from "./revoke";
import type { KeyRow } from "./summary";

testDatabase();

const day = 24 * 3_600_000;
const ahead = (days: number) => new Date(Date.now() + days * day).toISOString();

async function mint(wish: object = {}) {
  const organization = await mintOrganization();
  const { developer } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id: applicationId } = await createApplication(developer, input);
  const api = await mintApi(organization);
  await replaceGrants(developer, applicationId, {
    grants: [{ api: api.slug, permission: "orders:read" }],
  });
  const production = { name: "ci", environment: "production", ...wish };
  const { key } = await createKey(developer, applicationId, production);
  return { organization, applicationId, key, ...organization };
}

const full = {
  name: "ci",
  notBefore: ahead(-1),
  expiresAt: ahead(30),
  permissions: ["orders:read"],
  allowedNetworks: ["10.0.0.0/9", "2001:db8::/48"],
  allowedOrigins: ["https://crm.example"],
  rateLimits: [{ name: "default", limit: 100, seconds: 60 }],
  quota: { limit: 1000, period: "day" },
  tags: ["team:sales", "eu"],
};

/** One other value for each field that can be edited. */
const others: Record<keyof typeof EditKey.shape, unknown> = {
  name: "build",
  notBefore: ahead(1),
  expiresAt: ahead(20),
  permissions: [],
  allowedNetworks: ["10.1.0.0/16"],
  allowedOrigins: ["https://crm.example", "http://localhost:3000"],
  rateLimits: [],
  quota: null,
  tags: [],
  ownerId: null,
};

test("a key is made with all that it is told, normalised, and told of it", async () => {
  const wish = {
    ...full,
    allowedNetworks: ["10.1.2.3/9", "2001:DB8::1/48"],
    allowedOrigins: ["HTTPS://CRM.example:443/"],
  };
  const { organization, owner, key } = await mint(wish);
  expect(key).toMatchObject(full);
  expect(await getKey(owner, key.id)).toMatchObject(full);
  const { notBefore, expiresAt, ...rest } = full;
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "key.created",
    after: { ...rest, notBefore, expiresAt, environment: "production" },
  });
});

test("an edit changes the field that it names and no other, and tells the difference", async () => {
  for (const [field, value] of Object.entries(others)) {
    const { organization, admin, developer, key } = await mint(full);
    const before: Record<string, unknown> = { ...full, ownerId: developer.id };
    const after = await editKey(admin, key.id, { [field]: value });
    expect(after).toEqual({ ...key, [field]: value, revision: 2 });
    expect((await auditOf(organization)).at(-1)).toMatchObject({
      action: "key.edited",
      targetId: key.id,
      before: { [field]: before[field] },
      after: { [field]: value },
    });
    const event = (await auditOf(organization)).at(-1);
    expect(Object.keys(Object(event?.after))).toEqual([field]);
    expect(await changesOf(organization)).toContainEqual({ kind: "key", id: key.id, revision: 2 });
    const count = (await auditOf(organization)).length;
    const same = await editKey(admin, key.id, { [field]: value });
    expect(same.revision).toBe(2);
    const absent = Object.fromEntries(Object.keys(others).map((name) => [name, undefined]));
    expect(await editKey(admin, key.id, absent)).toEqual(after);
    expect(await auditOf(organization)).toHaveLength(count);
  }
});

test("a key begins before it ends", async () => {
  const { developer, applicationId, key } = await mint({ expiresAt: ahead(2) });
  const refused = { code: "INVALID", extra: { errors: [{ path: "notBefore" }] } };
  const wish = { name: "ci", environment: "staging", notBefore: ahead(3), expiresAt: ahead(3) };
  for (const attempt of [
    () => createKey(developer, applicationId, { ...wish, expiresAt: ahead(2) }),
    () => createKey(developer, applicationId, { ...wish, expiresAt: wish.notBefore }),
    () => editKey(developer, key.id, { notBefore: ahead(3) }),
  ]) {
    await expect(attempt()).rejects.toMatchObject(refused);
  }
  for (const expiresAt of [ahead(-1), "soon", 2 ** 31, "2027-02-30T00:00:00Z"]) {
    await expect(editKey(developer, key.id, { expiresAt })).rejects.toMatchObject({
      code: "INVALID",
      extra: { errors: [{ path: "expiresAt" }] },
    });
  }
  await editKey(developer, key.id, { notBefore: ahead(1), expiresAt: ahead(4) });
  await expect(editKey(developer, key.id, { expiresAt: ahead(0.5) })).rejects.toMatchObject(
    refused,
  );
});

test("a developer narrows a key of somebody else and never widens it", async () => {
  const { owner, developer, applicationId } = await mint();
  const wish = { environment: "production", ...full };
  const { key: theirs } = await createKey(owner, applicationId, wish);
  const { key: nobodys } = await createKey(owner, applicationId, { ...wish, ownerId: null });
  const wider = {
    notBefore: [null, ahead(-2)],
    expiresAt: [null, ahead(31)],
    permissions: [null],
    allowedNetworks: [null, ["11.0.0.0/8"], ["10.0.0.0/8"], ["10.0.0.0/9", "2001:db8::/32"]],
    allowedOrigins: [null, ["https://crm.example", "https://a.example"]],
    rateLimits: [[], [{ name: "default", limit: 101, seconds: 60 }]],
    quota: [null, { limit: 1000, period: "month" }],
  };
  const narrower = {
    notBefore: ahead(1),
    expiresAt: ahead(5),
    permissions: [],
    allowedNetworks: ["10.1.0.0/16"],
    allowedOrigins: null,
  };
  for (const { id } of [theirs, nobodys]) {
    for (const [field, values] of Object.entries(wider)) {
      for (const value of values) {
        await expect(editKey(developer, id, { [field]: value })).rejects.toMatchObject({
          code: "FORBIDDEN",
          permission: "key.create",
        });
      }
    }
    const { allowedOrigins, ...fields } = narrower;
    for (const [field, value] of Object.entries(fields)) {
      expect(await editKey(developer, id, { [field]: value })).toMatchObject({ [field]: value });
    }
    await editKey(owner, id, { allowedOrigins });
    await editKey(developer, id, { allowedOrigins: ["https://crm.example"] });
    for (const [field, [value]] of Object.entries(wider)) {
      expect(await editKey(owner, id, { [field]: value })).toMatchObject({ [field]: value });
    }
  }
});

test("an owner is named by who may, and is a member who can change something", async () => {
  const { organization, admin, owner, developer, auditor, applicationId, key } = await mint();
  const other = await mintOrganization();
  const wish = { name: "ci", environment: "staging" };
  const make = (actor: typeof admin, ownerId: unknown) =>
    createKey(actor, applicationId, { ...wish, ownerId });
  expect((await make(developer, developer.id)).key.ownerId).toBe(developer.id);
  expect((await make(admin, developer.id)).key.ownerId).toBe(developer.id);
  expect((await make(admin, null)).key.ownerId).toBe(null);
  for (const ownerId of [null, admin.id]) {
    const refused = { code: "FORBIDDEN", permission: "key.transfer" };
    await expect(make(developer, ownerId)).rejects.toMatchObject(refused);
    await expect(editKey(developer, key.id, { ownerId })).rejects.toMatchObject(refused);
  }
  for (const ownerId of [auditor.id, newId("mem"), other.owner.id, applicationId, 7]) {
    const refused = { code: "INVALID", extra: { errors: [{ path: "ownerId" }] } };
    await expect(make(admin, ownerId)).rejects.toMatchObject(refused);
    await expect(editKey(admin, key.id, { ownerId })).rejects.toMatchObject(refused);
  }
  expect(await editKey(admin, key.id, { ownerId: owner.id })).toMatchObject({
    ownerId: owner.id,
    revision: 2,
  });
  await expect(editKey(developer, key.id, { ownerId: developer.id })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    before: { ownerId: developer.id },
    after: { ownerId: owner.id },
  });
});

test("of a key that is over only the name and the tags are changed", async () => {
  const { organization, admin, owner, developer, key } = await mint(full);
  const alter = (change: Partial<KeyRow>) =>
    transact(owner, (tx) =>
      tx
        .update(keys)
        .set(change)
        .where(and(eq(keys.orgId, organization.id), eq(keys.id, key.id))),
    );
  const past = new Date(Date.now() - 1000);
  for (const [row, status] of [
    [{ expiresAt: past, notBefore: null }, "expired"],
    [{ status: "expired" }, "expired"],
    [{ status: "revoked" }, "revoked"],
    [{ status: "active", expiresAt: null, retiresAt: past }, "revoked"],
  ] as const) {
    await alter(row);
    for (const [field, value] of Object.entries(others)) {
      if (field === "name" || field === "tags") continue;
      await expect(editKey(admin, key.id, { name: "x", [field]: value })).rejects.toMatchObject({
        code: "CONFLICT",
        message: `The key is ${status}: only its name and tags can be changed.`,
      });
    }
    const name = `was ${status}`;
    expect(await editKey(developer, key.id, { name, tags: [status] })).toMatchObject({
      name,
      tags: [status],
      status,
    });
  }
  await alter({ status: "active", retiresAt: null, expiresAt: past });
  await expireKeys();
  await revokeKey(admin, key.id, {});
  expect((await getKey(admin, key.id)).status).toBe("revoked");
});

test("an edit of one field meets no rule that another field breaks", async () => {
  const { admin, key, applicationId } = await mint();
  const rules = { networksRequired: { production: true } };
  await setPolicies(admin, { rules });
  const wish = { name: "ci", environment: "production" };
  const refused = { code: "INVALID", extra: { errors: [{ path: "allowedNetworks" }] } };
  await expect(createKey(admin, applicationId, wish)).rejects.toMatchObject(refused);
  await editKey(admin, key.id, { name: "x", expiresAt: ahead(3) });
  await editKey(admin, key.id, { allowedNetworks: ["10.0.0.0/8"] });
  await expect(editKey(admin, key.id, { allowedNetworks: null })).rejects.toMatchObject(refused);
});

test("what is kept and can't be understood hinders nobody from mending it", async () => {
  const { owner, developer, applicationId } = await mint();
  const wish = { environment: "production", name: "ci", ownerId: owner.id };
  for (const garbage of [["nonsense"], ["10.0.0.0/99"], sql`array[null]::text[]`]) {
    const { key } = await createKey(owner, applicationId, wish);
    await transact(owner, (tx) =>
      tx
        .update(keys)
        .set({ allowedNetworks: garbage })
        .where(and(eq(keys.orgId, owner.organizationId), eq(keys.id, key.id))),
    );
    expect(await editKey(developer, key.id, { name: "x" })).toMatchObject({ name: "x" });
    const allowedNetworks = ["10.0.0.0/9"];
    await expect(editKey(developer, key.id, { allowedNetworks })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await editKey(owner, key.id, { allowedNetworks })).toMatchObject({ allowedNetworks });
  }
});
