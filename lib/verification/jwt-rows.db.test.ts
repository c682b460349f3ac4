import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { newId, toUuid } from "@/lib/ids";
import { claimsOf, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { announce } from "./announce";
import { portalServices } from "./services";
import { transactSettled } from "./settle";
import { forger } from "./testing/forge";
import { testGates } from "./testing/gate";
import { jwtWorld, reading, uuid } from "./testing/jwt-world";
import { verify } from "./verify";

const { superuserUrl } = testDatabase();
const { told, codeOf, force, alterToken } = jwtWorld(superuserUrl);
const startGate = testGates(() => told.actor);

describe("garbage", () => {
  test.each([
    ["an empty audience", "audience_ids = '{}'"],
    ["an audience with a hole", "audience_ids = array[null]::uuid[]"],
    ["no end", "expires_at = 'infinity'"],
    ["an end before that of the key", "expires_at = expires_at - interval '1 second'"],
  ])("%s in a row of key_tokens makes that key unreadable, and no other", async (_, set) => {
    const gate = await startGate();
    const [bad, good] = [await told.world.mint(), await told.world.mint()];
    expect(await codeOf(gate, bad.token)).toBe("VALID");
    await alterToken(bad.key.id, set);
    expect(await codeOf(gate, bad.token)).toBe("UNREADABLE");
    expect(await codeOf(gate, good.token)).toBe("VALID");
    await force(`delete from key_tokens where key_id = ${uuid(bad.key.id)}`, bad.key.id);
    expect(await codeOf(gate, bad.token)).toBe("UNREADABLE");
  });

  test("in a public key harms what it signed only", async () => {
    const own = await mintJwtWorld();
    const { actor: asking } = await mintToken(own.organization, ["keys.verify"]);
    const gate = await startGate();
    const { token } = await own.mint();
    const { current } = await signersOf(own.organization);
    const id = toUuid("sgk", current?.id ?? newId("sgk"));
    for (const jwk of ["{}", '"x"', "null", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}']) {
      await asSuperuser(
        superuserUrl,
        `update signing_keys set public_jwk = '${jwk}' where id = '${id}'`,
      );
      const answer = await verify(asking, { key: token, ...reading });
      expect(answer.code).toBe("MALFORMED");
    }
    expect(
      (await verify(asking, { key: token }, { ...portalServices, source: gate.source })).code,
    ).toBe("MALFORMED");
  });
});

describe("what was once true of an organization", () => {
  test("a former slug and a former address of the gate are accepted as issuers", async () => {
    const gate = await startGate();
    const { token, key } = await told.world.mint();
    await alterToken(key.id, `issuer = 'https://old.example/o/before'`);
    expect(await codeOf(gate, token)).toBe("NOT_FOUND");
    const { says } = await forger(told.world.organization, token);
    expect(await codeOf(gate, says({ iss: "https://old.example/o/before" }))).toBe("VALID");
    const { token: present } = await told.world.mint();
    await force(
      `update organizations set slug = 'renamed' where org_id = '${toUuid("org", told.world.organization.id)}'`,
    );
    expect(String(claimsOf(present).iss)).not.toContain("renamed");
    expect(await codeOf(gate, present)).toBe("VALID");
  });

  test("a key signed by a retired signing key is accepted, by one that is gone it is malformed", async () => {
    const own = await mintJwtWorld();
    const { actor: asking } = await mintToken(own.organization, ["keys.verify"]);
    const gate = await startGate();
    const code = async (key: string) => codeOf(gate, key, reading, asking);
    const [one, two] = [await own.mint(), await own.mint()];
    expect([await code(one.token), await code(two.token)]).toEqual(["VALID", "VALID"]);
    const org = toUuid("org", own.organization.id);
    const heard = () =>
      transactSettled(own.organization.owner, (tx) =>
        announce(tx, own.organization.owner, { kind: "signing-key", id: "sgk_x", revision: 1 }),
      );
    await asSuperuser(
      superuserUrl,
      `update signing_keys set state = 'retired' where org_id = '${org}' and state = 'current'`,
    );
    await heard();
    expect(await code(one.token)).toBe("VALID");
    const { key } = await own.mint();
    expect(key.status).toBe("active");
    await asSuperuser(
      superuserUrl,
      `delete from key_tokens where org_id = '${org}' and key_id <> ${uuid(key.id)};
       delete from signing_keys where org_id = '${org}' and state = 'retired'`,
    );
    await heard();
    expect([await code(one.token), await code(two.token)]).toEqual(["MALFORMED", "MALFORMED"]);
  });
});
