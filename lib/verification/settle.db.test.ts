import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { createApplication } from "@/lib/applications/create";
import { deleteApplication } from "@/lib/applications/delete";
import { deactivateApplication } from "@/lib/applications/set-status";
import { createApi } from "@/lib/catalog/create-api";
import { deleteApi } from "@/lib/catalog/delete-api";
import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { deletePermission } from "@/lib/catalog/delete-permission";
import { editApi } from "@/lib/catalog/edit-api";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { listEndpoints } from "@/lib/catalog/list-endpoints";
import { replaceGrants } from "@/lib/grants/replace";
import { revokeKey } from "@/lib/keys/revoke";
import { changeRole } from "@/lib/members/change-role";
import { removeMember } from "@/lib/members/remove";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { revokeToken } from "@/lib/tokens/revoke";

const { superuserUrl } = testDatabase();
const root = (statement: string) => asSuperuser(superuserUrl, statement);
let ours: MintedOrganization;

beforeEach(async () => {
  await root("delete from gates");
  ours = await mintOrganization();
});

/** A gate that hears of nothing any more; its lease ends `leaseMs` from now. */
const enterDeafGate = (leaseMs: number, staleSeconds = 0) =>
  root(`
    insert into gates (id, acked, lease_until, stale_seconds, version, address)
    values (gen_random_uuid(), pg_current_snapshot(),
      clock_timestamp() + interval '${leaseMs} ms', ${staleSeconds}, 'test', 'test')`);

async function timed<T>(work: Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await work;
  return { ms: performance.now() - began, value };
}

type Prepare = () => Promise<() => Promise<unknown>>;

/** What can turn a VALID into something else: each prepares itself, then does it. */
const narrowing: Record<string, Prepare> = {
  revokeKey: async () => {
    const { key } = await mintKey(ours.owner);
    return () => revokeKey(ours.owner, key.id, {});
  },
  deactivateApplication: async () => {
    const { applicationId } = await mintKey(ours.owner);
    return () => deactivateApplication(ours.owner, applicationId);
  },
  deleteApplication: async () => {
    const { applicationId } = await mintKey(ours.owner);
    return () => deleteApplication(ours.owner, applicationId);
  },
  replaceGrants: async () => {
    const { slug } = await mintApi(ours, "granted");
    const { applicationId } = await mintKey(ours.owner);
    const grants = [{ api: slug, permission: "orders:read" }];
    await replaceGrants(ours.owner, applicationId, { grants });
    return () => replaceGrants(ours.owner, applicationId, { grants: [] });
  },
  editApi: async () => {
    const { id } = await mintApi(ours, "renamed");
    return () => editApi(ours.owner, id, { slug: "other" });
  },
  deleteApi: async () => {
    const { id } = await mintApi(ours, "deleted");
    return () => deleteApi(ours.owner, id);
  },
  editEndpoint: async () => {
    const { id } = await mintApi(ours, "edited");
    const [endpoint] = (await listEndpoints(ours.owner, id, {})).data;
    return () => editEndpoint(ours.owner, id, endpoint?.id, { permission: "orders:write" });
  },
  deleteEndpoint: async () => {
    const { id } = await mintApi(ours, "shrunk");
    const [endpoint] = (await listEndpoints(ours.owner, id, {})).data;
    return () => deleteEndpoint(ours.owner, id, endpoint?.id);
  },
  deletePermission: async () => {
    const { id, permissions } = await mintApi(ours, "unpermitted");
    return () => deletePermission(ours.owner, id, permissions.write);
  },
  removeMember: async () => () => removeMember(ours.owner, ours.developer.id),
  changeRole: async () => () => changeRole(ours.owner, ours.admin.id, { role: "auditor" }),
  revokeToken: async () => {
    const { actor } = await mintToken(ours, ["keys.verify"]);
    return () => revokeToken(ours.owner, actor.id);
  },
};

test("whatever narrows a verdict answers when every gate has heard of it or lost its lease", async () => {
  const acts: [string, () => Promise<unknown>][] = [];
  for (const [name, prepare] of Object.entries(narrowing)) acts.push([name, await prepare()]);
  await enterDeafGate(600);
  const times = await Promise.all(
    acts.map(async ([name, act]) => ({ name, ms: (await timed(act())).ms })),
  );
  for (const { name, ms } of times) {
    expect(ms, name).toBeGreaterThan(950);
    expect(ms, name).toBeLessThan(3_000);
  }
});

test("what only widens one waits for nobody", async () => {
  await enterDeafGate(60_000);
  const acts: (() => Promise<unknown>)[] = [
    () => createApplication(ours.owner, { name: "New", baseUrl: "https://new.example" }),
    () => createApi(ours.owner, { name: "New", slug: "new", baseUrl: "https://new.example" }),
  ];
  for (const act of acts) expect((await timed(act())).ms).toBeLessThan(500);
});

test("a gate that may answer stale is told of, with the moment when it stops", async () => {
  const { key } = await mintKey(ours.owner);
  await enterDeafGate(0, 30);
  const began = Date.now();
  const { ms, value } = await timed(revokeKey(ours.owner, key.id, {}));
  expect(ms).toBeLessThan(1_500 + 500);
  expect(value.gates).toEqual({ acknowledged: 0, lapsed: 0, stale: 1 });
  expect(Date.parse(value.effectiveAt) - began).toBeGreaterThan(29_000);
  expect(Date.parse(value.effectiveAt) - began).toBeLessThan(31_000);
});
