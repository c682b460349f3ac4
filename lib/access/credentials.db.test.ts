import { beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "@/db/testing/superuser";
import { createApi } from "@/lib/catalog/create-api";
import { createPermission } from "@/lib/catalog/create-permission";
import { replaceGrants } from "@/lib/grants/replace";
import { newId, toUuid } from "@/lib/ids";
import { generateKey, generateToken } from "@/lib/keys/format";
import { revokeKey } from "@/lib/keys/revoke";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { revokeToken } from "@/lib/tokens/revoke";
import { describeSelf } from "@/lib/verification/self";
import { actorFromKey } from "./key";
import { actorFromServiceToken } from "./token";

const { superuserUrl } = testDatabase();

const origin = { requestId: newId("req"), network: null, userAgent: null };

let ours: MintedOrganization;

beforeAll(async () => {
  ours = await mintOrganization();
});

describe("a service token", () => {
  test("makes an actor until it is revoked or expires; refusals are alike", async () => {
    const { actor, serviceToken } = await mintToken(ours, ["keys.verify", "audit.read"]);
    const found = await actorFromServiceToken(serviceToken, origin);
    expect(found).toMatchObject({ id: actor.id, scopes: ["keys.verify", "audit.read"] });
    const { apiKey } = await mintKey(ours.owner);
    await revokeToken(ours.owner, actor.id);
    const expired = await mintToken(ours, ["keys.verify"]);
    await actorFromServiceToken(expired.serviceToken, origin);
    const uuid = toUuid("tok", expired.actor.id);
    await asSuperuser(
      superuserUrl,
      `update service_tokens set expires_at = now() where id = '${uuid}'`,
    );
    const messages = new Set<string>();
    const refused = [serviceToken, expired.serviceToken, generateToken(), apiKey, "x", null];
    for (const credential of refused) {
      await actorFromServiceToken(credential, origin).then(
        () => expect.unreachable(),
        (error) => messages.add(`${error.status} ${error.message}`),
      );
    }
    expect(messages.size).toBe(1);
  });
});

describe("a key's holder", () => {
  test("learns of the key itself what it may", async () => {
    const { apiKey, key, applicationId } = await mintKey(ours.owner);
    await createApi(ours.owner, { name: "O", slug: "o", baseUrl: "https://o.example" });
    await createPermission(ours.owner, "o", { name: "orders:read" });
    const grants = [{ api: "o", permission: "orders:read" }];
    await replaceGrants(ours.owner, applicationId, { grants });
    const self = await describeSelf(await actorFromKey(apiKey, origin));
    expect(self).toMatchObject({
      key: { id: key.id, status: "active", expiresAt: null },
      application: { id: applicationId },
      organizationId: ours.id,
      permissions: ["orders:read"],
    });
    expect(JSON.stringify(self)).not.toContain(apiKey.slice(-33));
  });

  test("is refused with a revoked, unknown or malformed key, or a service token", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    await revokeKey(ours.owner, key.id, {});
    const { serviceToken } = await mintToken(ours, ["keys.verify"]);
    await expect(actorFromKey(apiKey, origin)).rejects.toThrow(/revoked/);
    for (const credential of [generateKey("pcl", "staging"), serviceToken, "x", "", null]) {
      await expect(actorFromKey(credential, origin)).rejects.toMatchObject({ status: 401 });
    }
  });
});
