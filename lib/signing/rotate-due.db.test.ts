import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { keys, keyTokens } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { transact } from "@/db/transact";
import type { KeyId, OrganizationId } from "@/lib/ids";
import { expireKeys } from "@/lib/keys/expire";
import { getKey } from "@/lib/keys/get";
import { deleteOrganization } from "@/lib/organizations/delete";
import { alterSigner, mintJwtWorld, signersOf, tokensOf } from "@/lib/testing/jwt";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { rotateSigningKey } from "./rotate";
import { rotateSigningKeys } from "./rotate-due";
import { setSigningRotation } from "./set-rotation";

const { superuserUrl } = testDatabase();

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** Whose current key signs for that many days, and the next one is published for a day. */
async function mintOld(days: number) {
  const world = await mintJwtWorld();
  const { organization } = world;
  const first = await world.mint();
  await alterSigner(organization, "current", { currentSince: daysAgo(days) });
  await alterSigner(organization, "next", { createdAt: daysAgo(1) });
  return { ...world, first };
}

/** Lets the key and its token have ended so many days ago. */
async function end({ id: orgId }: { id: OrganizationId }, keyId: KeyId, days = 1.01) {
  const expiresAt = daysAgo(days);
  await transact({ organizationId: orgId }, async (tx) => {
    await tx
      .update(keyTokens)
      .set({ expiresAt })
      .where(and(eq(keyTokens.orgId, orgId), eq(keyTokens.keyId, keyId)));
    await tx
      .update(keys)
      .set({ expiresAt })
      .where(and(eq(keys.orgId, orgId), eq(keys.id, keyId)));
  });
}

test("a key that signed for as long as its organization wants is replaced, others are not", async () => {
  const [due, early] = [await mintOld(90.1), await mintOld(89.9)];
  const [monthly, byHand] = [await mintOld(31), await mintOld(1000)];
  const [unready, deleted] = [await mintOld(100), await mintOld(100)];
  await setSigningRotation(monthly.organization.owner, { days: 30 });
  await setSigningRotation(byHand.organization.owner, { days: null });
  await alterSigner(unready.organization, "next", { createdAt: new Date(Date.now() - 590_000) });
  await mintOrganization();
  await deleteOrganization(deleted.organization.owner, { name: deleted.organization.name });
  const before = await signersOf(due.organization);
  expect(await rotateSigningKeys()).toBe(2);
  const after = await signersOf(due.organization);
  expect(after.current?.id).toBe(before.next?.id);
  expect((await auditOf(due.organization)).slice(-2)).toMatchObject([
    { action: "signing-key.rotated", actorKind: "system", actorId: "rotate-signing-keys" },
    { action: "signing-key.created" },
  ]);
  expect((await signersOf(monthly.organization)).rows).toHaveLength(3);
  for (const { organization } of [early, byHand, unready, deleted]) {
    expect((await signersOf(organization)).rows).toHaveLength(2);
  }
  expect(await rotateSigningKeys()).toBe(0);
});

test("a next key that does not open is replaced before it would be needed", async () => {
  const { organization } = await mintOld(100);
  await alterSigner(organization, "next", { wrappedKey: Buffer.from("garbage") });
  const before = await signersOf(organization);
  expect(await rotateSigningKeys()).toBe(1);
  const after = await signersOf(organization);
  expect(after.current).toEqual(before.current);
  expect(after.next?.id).not.toBe(before.next?.id);
  expect(await rotateSigningKeys()).toBe(0);
});

test("a retired key goes once the last token that it signed is over for a day", async () => {
  const { organization, mint, first } = await mintOld(1);
  const { owner } = organization;
  const second = await mint();
  await rotateSigningKey(owner);
  const fresh = await mint();
  await end(organization, first.key.id);
  expect(await rotateSigningKeys()).toBe(0);
  expect((await signersOf(organization)).rows).toHaveLength(3);
  await end(organization, second.key.id, 0.99);
  expect(await rotateSigningKeys()).toBe(0);
  await end(organization, second.key.id);
  const { retired } = await signersOf(organization);
  await expireKeys();
  const { length } = await auditOf(organization);
  const changes = (await changesOf(organization)).length;
  expect(await rotateSigningKeys()).toBe(1);
  expect((await signersOf(organization)).rows.map(({ state }) => state).sort()).toEqual([
    "current",
    "next",
  ]);
  expect((await auditOf(organization)).slice(length)).toMatchObject([
    {
      action: "signing-key.removed",
      actorId: "rotate-signing-keys",
      targetId: retired[0]?.id,
      before: { state: "retired" },
    },
  ]);
  expect((await changesOf(organization)).slice(changes)).toEqual([
    { kind: "signing-key", id: retired[0]?.id, revision: 3 },
  ]);
  expect((await tokensOf(organization)).map(({ keyId }) => keyId)).toEqual([fresh.key.id]);
  expect(await getKey(owner, first.key.id)).toMatchObject({ status: "expired", kind: "jwt" });
  expect((await mint()).token).toBeTruthy();
});

/** From now on, how many rows each transaction deletes from where. */
async function watchDeletions() {
  const watch = (table: string) => `
    create or replace trigger watched after delete on ${table} referencing old table as gone
      for each statement execute function watch();`;
  await asSuperuser(
    superuserUrl,
    `create table if not exists deletions (xid xid8, name text, rows int);
     truncate deletions;
     create or replace function watch() returns trigger language plpgsql security definer as
       'begin
          insert into public.deletions
            select pg_current_xact_id(), tg_table_name, count(*) from gone;
          return null;
        end';
     ${watch("key_tokens")} ${watch("signing_keys")}`,
  );
  return () =>
    asSuperuser(
      superuserUrl,
      `select min(name) as "table", sum(rows)::int as rows from deletions group by xid order by xid`,
    );
}

test.each(["retired", "withdrawn"] as const)(
  "the tokens of a %s key that is over are forgotten so many at once, the key last",
  async (state) => {
    const { organization, mint, first } = await mintOld(1);
    const others = [await mint(), await mint(), await mint(), await mint()];
    const { current } = await signersOf(organization);
    await rotateSigningKey(organization.owner);
    await alterSigner(organization, "retired", { state });
    for (const { key } of [first, ...others]) await end(organization, key.id);
    const fresh = await mint();
    const deletions = await watchDeletions();
    expect(await rotateSigningKeys(2)).toBe(1);
    expect(await deletions()).toEqual([
      { table: "key_tokens", rows: 2 },
      { table: "key_tokens", rows: 2 },
      { table: "key_tokens", rows: 1 },
      { table: "signing_keys", rows: 1 },
    ]);
    expect((await signersOf(organization)).rows.map(({ id }) => id)).not.toContain(current?.id);
    expect((await tokensOf(organization)).map(({ keyId }) => keyId)).toEqual([fresh.key.id]);
    expect((await auditOf(organization)).at(-1)).toMatchObject({
      ...{ action: "signing-key.removed", targetId: current?.id, before: { state } },
    });
  },
);

test("one that signed nothing goes at once when it is retired", async () => {
  const { organization, first } = await mintOld(1);
  await end(organization, first.key.id);
  await rotateSigningKey(organization.owner);
  await alterSigner(organization, "next", { createdAt: daysAgo(1) });
  await rotateSigningKey(organization.owner);
  expect((await signersOf(organization)).retired).toHaveLength(2);
  expect(await rotateSigningKeys()).toBe(2);
  expect((await signersOf(organization)).retired).toEqual([]);
});
