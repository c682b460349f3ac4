import { sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { type ApplicationId, toUuid } from "@/lib/ids";

/**
 * So many keys of an application, for tests: `createdDays` old, some of them production keys, never
 * used, without an end. Nobody has their secrets.
 */
export async function mintManyKeys(
  owner: MemberActor,
  applicationId: ApplicationId,
  count: number,
  createdDays: number,
): Promise<void> {
  const org = toUuid("org", owner.organizationId);
  await transact(owner, (tx) =>
    tx.execute(sql`
      insert into ${keys} (org_id, id, application_id, name, environment, shared_key, hash,
        owner_id, created_at, created_by)
      select ${org}::uuid, gen_random_uuid(), ${toUuid("app", applicationId)}::uuid, 'key ' || n,
        (array['development', 'staging', 'production'])[1 + n % 3],
        ${applicationId} || n, '\\x00', ${toUuid("mem", owner.id)}::uuid,
        now() - make_interval(days => ${createdDays}, mins => n::integer), ${owner.id}
      from generate_series(1, ${count}::integer) n
      on conflict do nothing`),
  );
}
