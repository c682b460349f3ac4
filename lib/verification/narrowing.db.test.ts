import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Change } from "@/db/feed";
import { testDatabase } from "@/db/testing/database";
import type { TokenActor } from "@/lib/access/actor";
import { actorFromKey } from "@/lib/access/key";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { editPermission } from "@/lib/catalog/edit-permission";
import { replaceGrants } from "@/lib/grants/replace";
import { toUuid } from "@/lib/ids";
import { changeRole } from "@/lib/members/change-role";
import { deleteOrganization } from "@/lib/organizations/delete";
import { setPolicies } from "@/lib/policies/set";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { announce } from "./announce";
import { GateMemory } from "./memory";
import type { RememberedToken } from "./remembered-token";
import { describeSelf } from "./self";
import { portalServices } from "./services";
import { transactSettled } from "./settle";
import { testGates } from "./testing/gate";
import { verify } from "./verify";

testDatabase();
let ours: MintedOrganization;
let actor: TokenActor;
let orders: Awaited<ReturnType<typeof mintApi>>;
const startGate = testGates(() => actor);

beforeAll(async () => {
  ours = await mintOrganization();
  ({ actor } = await mintToken(ours, ["keys.verify"]));
  orders = await mintApi(ours);
});

const read = { api: "orders", permission: "orders:read" };
const refund = { api: "orders", permission: "orders:refund" };

/** A key that the developer owns, and what an owner has granted its application. */
async function developersKey(...grants: object[]) {
  const minted = await mintKey(ours.developer);
  await replaceGrants(ours.owner, minted.applicationId, { grants });
  return minted;
}

/** Asks a warm gate and the portal, which have to agree, also on why. */
async function bothDoors(memory?: GateMemory<RememberedToken>) {
  const gate = await startGate({ memory });
  return async (key: string, asked: object = {}) => {
    const wish = { key, api: "orders", explain: true, ...asked };
    const portal = await verify(actor, wish);
    const services = { ...portalServices, source: gate.source };
    // A loaded machine may be too slow for what a gate reads at first, as for any caller.
    const answer = await verify(actor, wish, services).catch(async (error) => {
      expect(error).toMatchObject({ status: 503 });
      await sleep(200);
      return verify(actor, wish, services);
    });
    expect(answer).toEqual(portal);
    return answer.code;
  };
}

const request = (method: string, path: string) => ({ request: { method, path } });

/** Takes back what was approved, which no verb does on its own. */
const disapprove = (applicationId: string) =>
  transactSettled(ours.owner, async (tx) => {
    const id = toUuid("app", applicationId as `app_${string}`);
    await tx.execute(sql`update grants set approved_for = '{}' where application_id = ${id}::uuid`);
    await announce(tx, ours.owner, { kind: "grants", id: applicationId, revision: 1 });
  });

const developerMay = (ceiling: string) =>
  setPolicies(ours.owner, { ceilings: { developer: { production: ceiling } } });

describe("a path is judged by the endpoint that it matches", () => {
  test("by the permission that this requires, or by its own grant", async () => {
    const code = await bothDoors();
    const { apiKey } = await developersKey(read, { api: "orders", endpoint: "GET /health" });
    expect(await code(apiKey, request("GET", "/orders"))).toBe("VALID");
    expect(await code(apiKey, request("get", "/orders/?page=2"))).toBe("VALID");
    expect(await code(apiKey, request("HEAD", "/orders"))).toBe("VALID");
    expect(await code(apiKey, request("GET", "/health"))).toBe("VALID");
    for (const [method, path] of [
      ["POST", "/orders"],
      ["POST", "/orders/42/refund"],
      ["GET", "/orders/42"],
      ["GET", "/a/../orders"],
      ["GET", "/orders%2F"],
      ["GET", ""],
    ] as const) {
      expect(await code(apiKey, request(method, path))).toBe("INSUFFICIENT_PERMISSIONS");
    }
    const both = { ...request("GET", "/orders"), permissions: ["orders:read"] };
    expect(await code(apiKey, both)).toBe("VALID");
    expect(await code(apiKey, { ...both, permissions: ["orders:write"] })).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
  });

  test("and the template is written down, never the path", async () => {
    const { apiKey } = await developersKey({ ...refund });
    const told: unknown[] = [];
    const recorder = { record: (verified: unknown) => told.push(verified) };
    for (const path of ["/orders/4711/refund?card=1", "/elsewhere/4711"]) {
      const wish = { key: apiKey, api: "orders", ...request("post", path) };
      await verify(actor, wish, { ...portalServices, recorder });
    }
    expect(told).toMatchObject(
      [
        { method: "POST", path: "/orders/{orderId}/refund", endpointId: /^end_/ },
        { method: "POST", path: null, endpointId: null },
      ].map((each) => ({ ...each, endpointId: each.endpointId && expect.stringMatching(/^end_/) })),
    );
    expect(JSON.stringify(told)).not.toContain("4711");
  });

  test("and an endpoint that changes, comes or goes counts at once", async () => {
    const code = await bothDoors();
    const { apiKey } = await developersKey(read);
    const asked = request("GET", "/reports/today");
    expect(await code(apiKey, asked)).toBe("INSUFFICIENT_PERMISSIONS");
    const wish = { method: "GET", path: "/reports/{name}", permission: "orders:read" };
    const { id } = await createEndpoint(ours.owner, orders.id, wish);
    expect(await code(apiKey, asked)).toBe("VALID");
    await editEndpoint(ours.owner, orders.id, id, { permission: "orders:refund" });
    expect(await code(apiKey, asked)).toBe("INSUFFICIENT_PERMISSIONS");
    await editEndpoint(ours.owner, orders.id, id, { permission: "orders:read" });
    expect(await code(apiKey, asked)).toBe("VALID");
    await deleteEndpoint(ours.owner, orders.id, id);
    expect(await code(apiKey, asked)).toBe("INSUFFICIENT_PERMISSIONS");
  });
});

describe("a key may do no more than its owner at present", () => {
  const asked = { permissions: ["orders:refund"] };

  test("a developer's nothing sensitive that was not approved", async () => {
    const code = await bothDoors();
    const { apiKey, applicationId } = await developersKey(read, refund);
    expect(await code(apiKey, asked)).toBe("VALID");
    await disapprove(applicationId);
    expect(await code(apiKey, asked)).toBe("INSUFFICIENT_PERMISSIONS");
    expect(await code(apiKey, request("POST", "/orders/1/refund"))).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
    expect(await code(apiKey, { permissions: ["orders:read"] })).toBe("VALID");
    const self = await describeSelf(await actorFromKey(apiKey, actor.origin));
    expect(self.permissions).toEqual(["orders:read"]);
  });

  test("what is made sensitive is out of its reach at once", async () => {
    const code = await bothDoors();
    const { id } = await createPermission(ours.owner, orders.id, { name: "orders:list" });
    const { apiKey, applicationId } = await developersKey({
      api: "orders",
      permission: "orders:list",
    });
    await disapprove(applicationId);
    const list = { permissions: ["orders:list"] };
    expect(await code(apiKey, list)).toBe("VALID");
    await editPermission(ours.owner, orders.id, id, { sensitive: true });
    expect(await code(apiKey, list)).toBe("INSUFFICIENT_PERMISSIONS");
  });

  test("an owner's change of role, and of what the role may, holds at once", async () => {
    const code = await bothDoors();
    const { apiKey, applicationId } = await developersKey(read, refund);
    await disapprove(applicationId);
    const role = (role: string) => changeRole(ours.owner, ours.developer.id, { role });
    expect(await code(apiKey, asked)).toBe("INSUFFICIENT_PERMISSIONS");
    await role("admin");
    expect(await code(apiKey, asked)).toBe("VALID");
    await role("auditor");
    expect(await code(apiKey)).toBe("INSUFFICIENT_PERMISSIONS");
    await role("developer");
    expect(await code(apiKey)).toBe("VALID");
    await developerMay("none");
    expect(await code(apiKey)).toBe("INSUFFICIENT_PERMISSIONS");
    await developerMay("all");
    expect(await code(apiKey, asked)).toBe("VALID");
    await developerMay("non-sensitive");
    expect(await code(apiKey, asked)).toBe("INSUFFICIENT_PERMISSIONS");
  });

  test("a ceiling that can't be understood lets nothing through, and harms no other", async () => {
    const code = await bothDoors();
    const { apiKey, applicationId } = await developersKey(read);
    await disapprove(applicationId);
    const owners = await mintKey(ours.owner);
    await replaceGrants(ours.owner, owners.applicationId, { grants: [read] });
    const garbage = (statement: ReturnType<typeof sql>) =>
      transactSettled(ours.owner, async (tx) => {
        await tx.execute(statement);
        await announce(tx, ours.owner, { kind: "organization", id: ours.id, revision: 1 });
      });
    const org = toUuid("org", ours.id);
    await garbage(sql`
      insert into role_ceilings (org_id, role, environment, ceiling)
      values (${org}, 'developer', 'production', 'enchanted'), (${org}, 'wizard', 'moon', 'all')`);
    expect(await code(apiKey)).toBe("INSUFFICIENT_PERMISSIONS");
    expect(await code(owners.apiKey)).toBe("VALID");
    await garbage(sql`delete from role_ceilings where org_id = ${org}`);
    expect(await code(apiKey)).toBe("VALID");
  });

  test("mutant: a gate that does not hear of members lets them go on", async () => {
    class Deaf extends GateMemory<RememberedToken> {
      override apply(change: Change) {
        if (change.kind !== "member") super.apply(change);
      }
    }
    const code = await bothDoors(new Deaf());
    const { apiKey } = await developersKey(refund);
    expect(await code(apiKey, asked)).toBe("VALID");
    await changeRole(ours.owner, ours.developer.id, { role: "auditor" });
    await expect(code(apiKey, asked)).rejects.toThrow(/VALID/);
    await changeRole(ours.owner, ours.developer.id, { role: "developer" });
  });

  test("the key of a member who was removed may nothing, and one that nobody owns all", async () => {
    const code = await bothDoors();
    const { apiKey, key } = await developersKey(read);
    expect(await code(apiKey)).toBe("VALID");
    const removed = (time: unknown) =>
      transactSettled(ours.owner, async (tx) => {
        const id = toUuid("mem", ours.developer.id);
        await tx.execute(sql`update memberships set removed_at = ${time} where id = ${id}::uuid`);
        await announce(tx, ours.owner, { kind: "member", id: ours.developer.id, revision: 1 });
      });
    await removed(sql`now()`);
    expect(await code(apiKey)).toBe("INSUFFICIENT_PERMISSIONS");
    expect(await code(apiKey, { api: undefined })).toBe("INSUFFICIENT_PERMISSIONS");
    const self = await describeSelf(await actorFromKey(apiKey, actor.origin));
    expect(self.permissions).toEqual([]);
    await transactSettled(ours.owner, async (tx) => {
      const id = toUuid("key", key.id);
      await tx.execute(sql`update keys set owner_id = null where id = ${id}::uuid`);
      await announce(tx, ours.owner, { kind: "key", id: key.id, revision: 1 });
    });
    expect(await code(apiKey, { permissions: ["orders:read"] })).toBe("VALID");
    await removed(null);
  });
});

test("of a deleted organization no key and no service token is known", async () => {
  const gone = await mintOrganization();
  const { actor: asking, serviceToken } = await mintToken(gone, ["keys.verify"]);
  const { apiKey } = await mintKey(gone.owner);
  const gate = await startGate();
  const sources = [gate.source, portalServices.source];
  const codes = () =>
    Promise.all(
      sources.map(
        async (source) =>
          (await verify(asking, { key: apiKey }, { ...portalServices, source })).code,
      ),
    );
  const token = async (source: (typeof sources)[number]) =>
    (await source.token(serviceToken, asking.origin)).id;
  expect(await codes()).toEqual(["VALID", "VALID"]);
  for (const source of sources) expect(await token(source)).toBe(asking.id);
  await deleteOrganization(gone.owner, { name: gone.name });
  expect(await codes()).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  for (const source of sources) {
    await expect(token(source)).rejects.toMatchObject({ status: 401 });
  }
  await expect(actorFromKey(apiKey, actor.origin)).rejects.toMatchObject({ status: 401 });
});
