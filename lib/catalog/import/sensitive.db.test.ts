import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createPermission } from "@/lib/catalog/create-permission";
import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { editPermission } from "@/lib/catalog/edit-permission";
import { failure } from "@/lib/testing/failure";
import { mintToken } from "@/lib/testing/organization";
import { document, get, shown, two, withApi } from "./testing/world";

testDatabase();

async function withSensitive() {
  const world = await withApi();
  const { admin, api, organization, run } = world;
  const read = await createPermission(admin, api.id, { name: "orders:read", sensitive: true });
  await createPermission(admin, api.id, { name: "open:read" });
  await run(two, { remove: false });
  const { actor: writer } = await mintToken(organization, ["catalog.write"]);
  return { ...world, read, writer };
}

const scoped = (scope: string) => ({
  ...two,
  components: { securitySchemes: { login: { type: "oauth2" } } },
  security: [{ login: [scope] }],
});

test("an import that opens what is sensitive is for those who may grant it", async () => {
  const { now, run, writer } = await withSensitive();
  const before = await now();
  const fewer = document({ "/orders": get("List") });
  for (const given of [scoped("open:read"), scoped("fresh:read"), fewer, document({})]) {
    expect(await run(given, { dryRun: true }, writer)).toMatchObject({ applied: false });
    expect((await failure(run(given, {}, writer))).code).toBe("FORBIDDEN");
  }
  const kept = await failure(run(scoped("open:read"), { remove: false }, writer));
  expect(kept.code).toBe("FORBIDDEN");
  expect(await now()).toEqual(before);

  const more = document({ "/orders": get("All"), "/orders/{id}": get("Show"), "/x": get() });
  expect(await run(more, { remove: false }, writer)).toMatchObject({ applied: true });
  await run(scoped("open:read"));
  expect(shown((await now()).endpointList)).toEqual([
    "GET /orders open:read",
    "GET /orders/{id} open:read",
  ]);
});

test("a sensitive permission that no endpoint requires goes by those who may grant it only", async () => {
  const { admin, api, now, run, writer } = await withSensitive();
  await createPermission(admin, api.id, { name: "orders:refund", sensitive: true });
  expect((await failure(run(two, {}, writer))).code).toBe("FORBIDDEN");
  await run(two);
  expect((await now()).permissionList).toMatchObject([{ name: "orders:read" }]);
});

test("a new permission in the place of a sensitive one is sensitive", async () => {
  const { now, run } = await withSensitive();
  await run({ ...scoped("fresh:read"), paths: { ...two.paths, "/x": get() } });
  expect((await now()).permissionList).toMatchObject([{ name: "fresh:read", sensitive: true }]);
});

test("a token for the catalogue alone takes no sensitive mark away by an edit or a removal", async () => {
  const { admin, api, now, organization, read, writer } = await withSensitive();
  const [list, show] = (await now()).endpointList;
  const attempts = [
    () => editPermission(writer, api.id, read.id, { sensitive: false }),
    () => editEndpoint(writer, api.id, list?.id, { permission: "open:read" }),
    () => editEndpoint(writer, api.id, list?.id, { permission: null }),
    () => deleteEndpoint(writer, api.id, list?.id),
  ];
  const before = await now();
  for (const attempt of attempts) expect((await failure(attempt())).code).toBe("FORBIDDEN");
  expect(await now()).toEqual(before);

  await editPermission(writer, api.id, read.id, { sensitive: true, description: "Read." });
  await editEndpoint(writer, api.id, list?.id, { permission: "orders:read", summary: "All" });
  await editEndpoint(admin, api.id, list?.id, { permission: null });
  await deleteEndpoint(admin, api.id, show?.id);
  const { actor: both } = await mintToken(organization, ["catalog.write", "grants.write"]);
  expect(await editPermission(both, api.id, read.id, { sensitive: false })).toMatchObject({
    sensitive: false,
  });
});
