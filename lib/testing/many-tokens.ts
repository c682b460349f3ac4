import { sql } from "drizzle-orm";
import { keys, keyTokens, signingKeys, statusLists } from "@/db/schema";
import { transact } from "@/db/transact";
import { type ApplicationId, fromUuid, type KeyId, toUuid } from "@/lib/ids";
import { addSigningKey } from "@/lib/signing/current";
import type { MintedOrganization } from "./organization";

/**
 * So many JWT keys of an application that may read orders, for tests: service-owned, their places in
 * a row after those given away. Nobody has their tokens.
 */
export async function mintManyTokens(
  { owner, slug }: MintedOrganization,
  applicationId: ApplicationId,
  count: number,
): Promise<KeyId[]> {
  const org = sql`${toUuid("org", owner.organizationId)}::uuid`;
  const application = sql`${toUuid("app", applicationId)}::uuid`;
  return transact(owner, async (tx) => {
    await addSigningKey(tx, owner, "current");
    await addSigningKey(tx, owner, "next");
    await tx.execute(sql`
      insert into ${statusLists} (org_id, number) values (${org}, 1) on conflict do nothing`);
    const rows = await tx.execute<{ id: string }>(sql`
      insert into ${keys} (org_id, id, application_id, name, environment, kind, expires_at, created_by)
      select ${org}, gen_random_uuid(), ${application}, 'key ' || n, 'production', 'jwt',
        date_trunc('second', now()) + interval '30 days', ${owner.id}
      from generate_series(1, ${count}::integer) n
      on conflict do nothing returning id`);
    await tx.execute(sql`
      insert into ${keyTokens} (org_id, key_id, signing_key_id, issuer, audience_ids, audiences, scope,
        status_list, status_index, expires_at)
      select ${org}, k.id, s.id, ${`http://localhost:3001/o/${slug}`}, a.ids, array['orders'],
        array['orders:read'], 1 + place / 1048576, place % 1048576, k.expires_at
      from (
        select id, expires_at, (select taken from ${statusLists} where org_id = ${org} and number = 1)
          + row_number() over () - 1 as place
        from ${keys} where org_id = ${org} and kind = 'jwt'
          and id not in (select key_id from ${keyTokens} where org_id = ${org})
      ) k,
        (select id from ${signingKeys} where org_id = ${org} and state = 'current') s,
        (select array_agg(id) as ids from apis where org_id = ${org} and slug = 'orders') a
      on conflict do nothing`);
    await tx.execute(sql`
      update ${statusLists} set taken = least(1048576, taken + ${count}::integer)
      where org_id = ${org} and number = 1`);
    // As the database does by itself within a minute: without, it plans as for a handful of rows.
    await tx.execute(sql`analyze ${keys}, ${keyTokens}`);
    return rows.map(({ id }) => fromUuid("key", id));
  });
}
