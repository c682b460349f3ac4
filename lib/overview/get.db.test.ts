import { and, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { deactivateApplication } from "@/lib/applications/set-status";
import { createApi } from "@/lib/catalog/create-api";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { failure } from "@/lib/testing/failure";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { createToken } from "@/lib/tokens/create";
import { getOverview } from "./get";

testDatabase();

const day = 86_400_000;
const crm = { name: "CRM", baseUrl: "https://crm.example" };

it("of a new organization counts nothing and has everything to do", async () => {
  const { owner } = await mintOrganization();
  expect(await getOverview(owner)).toEqual({
    applications: { active: 0, inactive: 0 },
    keys: { active: 0, expiringSoon: 0, idle: 0 },
    recentEvents: [],
    checklist: { api: false, application: false, key: false, firstRequest: false, token: false },
  });
});

it("counts what is there, and ticks what is done", async () => {
  const organization = await mintOrganization();
  const { owner, developer } = organization;
  const application = await createApplication(owner, crm);
  const shop = await createApplication(owner, { ...crm, name: "Shop" });
  await deactivateApplication(owner, shop.id);
  const make = (name: string, environment: string, days: number | null) =>
    createKey(owner, application.id, {
      name,
      environment,
      expiresAt: days === null ? null : new Date(Date.now() + days * day).toISOString(),
    });
  await make("forever", "production", null);
  await make("soon", "staging", 3);
  await make("later", "production", 30);
  const { key: old } = await make("old", "development", 90);
  const { key: gone } = await make("gone", "production", 5);
  await revokeKey(owner, gone.id, {});
  await transact(owner, (tx) =>
    tx
      .update(keys)
      .set({
        createdAt: new Date(Date.now() - 200 * day),
        lastUsedAt: new Date(Date.now() - 100 * day),
      })
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, old.id))),
  );
  await createApi(owner, { name: "Orders", slug: "orders", baseUrl: "https://orders.example" });
  await createToken(owner, { name: "reader", scopes: ["keys.read"] });
  expect((await getOverview(owner)).checklist.token).toBe(false);
  await createToken(owner, { name: "gateway", scopes: ["keys.verify"] });
  const overview = await getOverview(owner);
  expect(overview).toMatchObject({
    applications: { active: 1, inactive: 1 },
    keys: { active: 4, expiringSoon: 1, idle: 1 },
    checklist: { api: true, application: true, key: true, firstRequest: true, token: true },
  });
  expect(overview.recentEvents).toHaveLength(6);
  expect(overview.recentEvents[0]?.action).toBe("token.created");
  expect(await getOverview(developer)).toEqual({ ...overview, recentEvents: [] });
  const { actor } = await mintToken(organization, ["keys.read"]);
  expect((await failure(getOverview(actor))).code).toBe("FORBIDDEN");
  expect((await getOverview((await mintOrganization()).owner)).keys.active).toBe(0);
});
