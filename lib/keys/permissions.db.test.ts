import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { connectApplication } from "@/lib/applications/connect";
import { createApplication } from "@/lib/applications/create";
import { listGrants } from "@/lib/grants/list";
import { replaceGrants } from "@/lib/grants/replace";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { createKey } from "./create";
import { editKey } from "./edit";
import { getKey } from "./get";

testDatabase();

const production = { name: "ci", environment: "production" };
const read = { api: "orders", permission: "orders:read" };
const write = { api: "orders", permission: "orders:write" };
const refunding = { api: "orders", endpoint: "POST /orders/{orderId}/refund" };
const health = { api: "orders", endpoint: "GET /health" };

async function mint() {
  const organization = await mintOrganization();
  await mintApi(organization);
  const { developer, owner } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id } = await createApplication(developer, input);
  await replaceGrants(owner, id, { grants: [read, write, refunding, health] });
  return { organization, developer, owner, id };
}

test("a key carries all that its application is granted, or fewer", async () => {
  const { organization, developer, id } = await mint();
  const all = await createKey(developer, id, production);
  expect(all.key.permissions).toBeNull();
  const asked = ["orders:write", "orders:refund"];
  const { key } = await createKey(developer, id, { ...production, permissions: asked });
  expect(key.permissions).toEqual(asked);
  expect((await getKey(developer, key.id)).permissions).toEqual(asked);
  expect((await auditOf(organization)).at(-1)).toMatchObject({ after: { permissions: asked } });
  const none = await createKey(developer, id, { ...production, permissions: [] });
  expect(none.key.permissions).toEqual([]);
});

test("a key never carries more than its application is granted", async () => {
  const { organization, developer, owner, id } = await mint();
  await mintApi(organization, "billing");
  await replaceGrants(owner, id, { grants: [read] });
  const { key } = await createKey(developer, id, production);
  const permissions = ["orders:read", "orders:write", "orders:raed"];
  const expected = {
    code: "INVALID",
    extra: {
      errors: [
        {
          path: "permissions.1",
          message: "CRM is not granted orders:write. Grant it orders:write of billing first.",
        },
        { path: "permissions.2", message: "No API has the permission orders:raed." },
      ],
    },
  };
  await expect(createKey(developer, id, { ...production, permissions })).rejects.toMatchObject(
    expected,
  );
  await expect(editKey(developer, key.id, { permissions })).rejects.toMatchObject(expected);
  expect((await getKey(developer, key.id)).permissions).toBeNull();
});

test("the permissions of a key are edited, told and announced; an edit of others leaves them", async () => {
  const { organization, developer, id } = await mint();
  const { key } = await createKey(developer, id, production);
  const narrowed = await editKey(developer, key.id, { permissions: ["orders:read"] }, 1);
  expect(narrowed).toMatchObject({ permissions: ["orders:read"], name: "ci", revision: 2 });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "key.edited",
    before: { permissions: null },
    after: { permissions: ["orders:read"] },
  });
  expect((await changesOf(organization)).at(-1)).toEqual({ kind: "key", id: key.id, revision: 2 });
  const renamed = await editKey(developer, key.id, { name: "build" });
  expect(renamed).toMatchObject({ permissions: ["orders:read"], revision: 3 });
  const limited = { rateLimits: [{ name: "default", limit: 1, seconds: 1 }] };
  expect(await editKey(developer, key.id, limited)).toMatchObject({ permissions: ["orders:read"] });
  const widened = await editKey(developer, key.id, { permissions: null });
  expect(widened).toMatchObject({ permissions: null, name: "build", ...limited, revision: 5 });
  expect(await editKey(developer, key.id, { permissions: null })).toMatchObject({ revision: 5 });
});

test("a developer narrows a key of somebody else, and gives it no more", async () => {
  const { developer, owner, id } = await mint();
  const permissions = ["orders:read"];
  const { key } = await createKey(owner, id, { ...production, permissions });
  for (const more of [null, ["orders:read", "orders:write"]]) {
    await expect(editKey(developer, key.id, { permissions: more })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  }
  expect(await editKey(developer, key.id, { permissions: [] })).toMatchObject({ permissions: [] });
  expect(await editKey(owner, key.id, { permissions })).toMatchObject({ permissions });
});

test.each([
  ["no list", "orders:read", "permissions"],
  ["a number", [1], "permissions.0"],
  ["an empty name", [""], "permissions.0"],
  ["a name twice", ["orders:read", "orders:read"], "permissions"],
  ["too many", Array.from({ length: 501 }, (_, i) => `orders:p${i}`), "permissions"],
])("permissions with %s are refused in words, at their field", async (_, permissions, path) => {
  const { developer, id } = await mint();
  const { key } = await createKey(developer, id, production);
  const expected = { code: "INVALID", extra: { errors: [{ path, message: expect.any(String) }] } };
  await expect(createKey(developer, id, { ...production, permissions })).rejects.toMatchObject(
    expected,
  );
  await expect(editKey(developer, key.id, { permissions })).rejects.toMatchObject(expected);
});

test("the first key of an application that is connected carries what is granted with it", async () => {
  const { developer } = await mint();
  const connect = (name: string, permissions: string[]) =>
    connectApplication(developer, {
      name,
      baseUrl: "https://x.example",
      grants: [read],
      reason: "To look",
      key: { ...production, permissions },
    });
  const { application, created } = await connect("Shop", ["orders:read"]);
  expect(created.key.permissions).toEqual(["orders:read"]);
  const { grants } = await listGrants(developer, application.id);
  expect(grants).toMatchObject([{ reason: "To look" }]);
  await expect(connect("Desk", ["orders:write"])).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path: "key.permissions.0" }] },
  });
});
