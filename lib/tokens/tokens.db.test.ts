import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { findToken } from "@/db/lookup";
import { changeLog, serviceTokens } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { Actor, TokenActor } from "@/lib/access/actor";
import { createApi } from "@/lib/catalog/create-api";
import { newId } from "@/lib/ids";
import { isToken } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { failure } from "@/lib/testing/failure";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { createToken } from "./create";
import { listTokens } from "./list";
import { revokeToken } from "./revoke";

testDatabase();

const soon = new Date(Date.now() + 3_600_000).toISOString();
const later = new Date(Date.now() + 7_200_000).toISOString();
const orders = { name: "Orders", slug: "orders", baseUrl: "https://orders.example" };

const events = async (actor: Actor, targetId: string) =>
  (await auditOf({ id: actor.organizationId })).filter((event) => event.targetId === targetId);

/** The actor of a token that lives until `soon`. */
async function ending(organization: { id: TokenActor["organizationId"] }): Promise<TokenActor> {
  const { actor } = await mintToken(organization, ["tokens.write", "keys.verify"]);
  await transact(actor, (tx) =>
    tx
      .update(serviceTokens)
      .set({ expiresAt: new Date(soon) })
      .where(and(eq(serviceTokens.orgId, organization.id), eq(serviceTokens.id, actor.id))),
  );
  return actor;
}

describe("a service token", () => {
  it("is made once, found by its hash and written down without its secret", async () => {
    const { admin, auditor, id } = await mintOrganization();
    const api = await createApi(admin, orders);
    const { token, serviceToken } = await createToken(admin, {
      name: "gateway",
      scopes: ["keys.verify", "catalog.read", "keys.verify"],
      api: "orders",
      environment: "production",
      expiresAt: soon,
    });
    expect(isToken(serviceToken)).toBe(true);
    expect(token).toMatchObject({
      name: "gateway",
      hint: serviceToken.slice(0, 8),
      scopes: ["catalog.read", "keys.verify"],
      api: { id: api.id, slug: "orders" },
      environment: "production",
      expiresAt: soon,
      status: "active",
      createdByName: admin.name,
      lastUsedAt: null,
    });
    expect(await findToken(await credentialHash(serviceToken))).toEqual({
      organizationId: id,
      tokenId: token.id,
    });
    const written = await events(admin, token.id);
    expect(written).toMatchObject([
      { action: "token.created", actorId: admin.id, after: { api: "orders", expiresAt: soon } },
    ]);
    expect(JSON.stringify(written)).not.toContain(serviceToken.slice(8));
    expect((await listTokens(auditor, {})).data).toEqual([token]);
  });

  it("is revoked for good, once", async () => {
    const { admin } = await mintOrganization();
    const { token } = await createToken(admin, { name: "ci", scopes: ["keys.read"] });
    expect(await revokeToken(admin, token.id)).toMatchObject({ status: "revoked" });
    expect(await revokeToken(admin, token.id)).toMatchObject({ status: "revoked" });
    expect((await events(admin, token.id)).map((event) => event.action)).toEqual([
      "token.created",
      "token.revoked",
    ]);
    const changes = await transact(admin, (tx) =>
      tx.select().from(changeLog).where(eq(changeLog.subjectId, token.id)),
    );
    expect(changes).toMatchObject([{ subjectKind: "token", revision: 2 }]);
    expect((await listTokens(admin, { status: "revoked" })).total).toBe(1);
    expect((await listTokens(admin, { status: "active" })).total).toBe(0);
  });

  it("never gives more than it has", async () => {
    const organization = await mintOrganization();
    const api = await createApi(organization.admin, orders);
    await createApi(organization.admin, { ...orders, slug: "billing" });
    const { actor } = await mintToken(organization, ["tokens.write", "keys.verify"]);
    const binding = [{ apiId: api.id }, { environment: "staging" }] as const;
    const bound = await Promise.all(
      binding.map((one) => mintToken(organization, ["tokens.write", "keys.verify"], one)),
    );
    const mortal = await ending(organization);
    const wish = { name: "child", scopes: ["keys.verify"] };
    const attempts: [TokenActor, object][] = [
      [actor, { ...wish, scopes: ["keys.verify", "keys.write"] }],
      ...bound.map(({ actor }): [TokenActor, object] => [actor, wish]),
      [mortal, { ...wish, expiresAt: null }],
      [mortal, { ...wish, expiresAt: later }],
    ];
    for (const [parent, input] of attempts) {
      expect((await failure(createToken(parent, input))).code).toBe("FORBIDDEN");
    }
    expect((await listTokens(organization.owner, {})).total).toBe(4);
    expect((await createToken(actor, wish)).token).toMatchObject({
      api: null,
      environment: null,
      createdByName: "Service token “ci”",
    });
    expect((await createToken(mortal, wish)).token.expiresAt).toBe(soon);
    expect(
      (await createToken(mortal, { ...wish, api: "billing", expiresAt: soon })).token,
    ).toMatchObject({ api: { slug: "billing" }, expiresAt: soon });
  });

  it("bound to an environment writes keys, as one bound to an API does not", async () => {
    const { owner } = await mintOrganization();
    await createApi(owner, orders);
    const wish = { name: "ci", scopes: ["keys.write"], environment: "staging" };
    expect((await createToken(owner, wish)).token).toMatchObject({ scopes: ["keys.write"] });
    const error = await failure(createToken(owner, { ...wish, api: "orders" }));
    expect(error.extra.errors).toEqual([
      {
        path: "scopes",
        message: "A service token bound to an API can have the scopes keys.verify and *.read only.",
      },
    ]);
  });

  it("makes nothing once it is revoked", async () => {
    const organization = await mintOrganization();
    const { actor } = await mintToken(organization, ["tokens.write", "keys.verify"]);
    await revokeToken(organization.owner, actor.id);
    const error = await failure(createToken(actor, { name: "heir", scopes: ["keys.verify"] }));
    expect(error.code).toBe("UNAUTHENTICATED");
    expect((await listTokens(organization.owner, {})).total).toBe(1);
  });

  it("is made and revoked by owners and admins only, seen by auditors too", async () => {
    const organization = await mintOrganization();
    const wish = { name: "ci", scopes: ["keys.read"] };
    const { actor } = await mintToken(organization, ["keys.write"]);
    for (const each of [organization.developer, organization.auditor, actor]) {
      expect((await failure(createToken(each, wish))).code).toBe("FORBIDDEN");
      expect((await failure(revokeToken(each, actor.id))).code).toBe("FORBIDDEN");
    }
    expect((await failure(listTokens(organization.developer, {}))).code).toBe("FORBIDDEN");
    expect((await listTokens(organization.auditor, {})).total).toBe(1);
  });

  it("of another organization does not exist", async () => {
    const [one, other] = [await mintOrganization(), await mintOrganization()];
    const { token } = await createToken(one.owner, { name: "ci", scopes: ["keys.read"] });
    await createApi(one.owner, orders);
    const foreign = await failure(revokeToken(other.owner, token.id));
    const missing = await failure(revokeToken(other.owner, newId("tok")));
    expect([foreign.status, foreign.message]).toEqual([404, missing.message]);
    const bound = { name: "ci", scopes: ["keys.read"], api: "orders" };
    expect(await failure(createToken(other.owner, bound))).toMatchObject({
      status: 422,
      extra: { errors: [{ path: "api" }] },
    });
    expect((await listTokens(other.owner, {})).total).toBe(0);
  });

  it.each([
    { scopes: [] },
    { scopes: ["everything"] },
    { scopes: "keys.read" },
    { api: "\0" },
    { api: "api_01h455vb4pex5vsknk084sn02q" },
    { environment: "test" },
    { expiresAt: "2001-01-01T00:00:00Z" },
    { expiresAt: "tomorrow" },
    { name: "" },
    { scopes: ["catalog.write"], environment: "production" },
    { scopes: ["keys.verify", "tokens.write"], environment: "staging" },
    { scopes: ["keys.write"], api: "orders" },
    { scopes: ["keys.write"], api: "orders", environment: "staging" },
    { hash: "x" },
  ])("is refused with %j", async (wrong) => {
    const { owner } = await mintOrganization();
    await createApi(owner, orders);
    const wish = { name: "ci", scopes: ["keys.read"], ...wrong };
    expect((await failure(createToken(owner, wish))).status).toBe(422);
  });
});
