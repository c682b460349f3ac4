import postgres from "postgres";
import { type ApplicationId, type KeyId, type OrganizationId, toUuid } from "@/lib/ids";

const day = 86_400_000;
const atOnce = 500_000;

export type HistoryFill = {
  organizationId: OrganizationId;
  applicationIds: readonly ApplicationId[];
  /** Key `n` is one of application `n % applicationIds.length`. */
  keyIds: readonly KeyId[];
  rows: number;
  days: number;
};

/**
 * Fills the access history with verdicts of the last days, evenly over time and the more for the
 * first keys: a few have most of it. `superuserUrl` is of the database that is to have them.
 */
export async function fillHistory(superuserUrl: string, wish: HistoryFill): Promise<void> {
  const url = new URL(superuserUrl);
  if (url.pathname === "/postgres") url.pathname = "/portcullis";
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  const org = toUuid("org", wish.organizationId);
  const apps = wish.applicationIds.map((id) => toUuid("app", id));
  const keys = wish.keyIds.map((id) => toUuid("key", id));
  const now = Date.now();
  try {
    for (let back = 0; back <= wish.days; back++) {
      await sql`select portcullis_usage_day(${new Date(now - back * day)}::timestamptz::date)`;
    }
    // Made again at the end, which takes less than to keep them up.
    const indexes = await sql<{ name: string; text: string }[]>`
      select c.relname as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as text
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = 'usage_events'::regclass and not i.indisprimary`;
    for (const { name } of indexes) await sql`drop index ${sql(name)}`;
    const step = (wish.days * day) / wish.rows;
    for (let from = 0; from < wish.rows; from += atOnce) {
      const to = Math.min(from + atOnce, wish.rows);
      await sql`
        insert into usage_events (org_id, at, id, request_id, application_id, key_id, api_id,
          environment, outcome, cost, network, method, path, tags, user_agent, gate, latency_micros)
        select ${org}::uuid,
          to_timestamp((${now - wish.days * day}::float8 + s.n * ${step}::float8) / 1000),
          gen_random_uuid(), gen_random_uuid(), (${apps}::uuid[])[1 + s.key % ${apps.length}::int],
          (${keys}::uuid[])[1 + s.key], null, 'production',
          case when s.luck < 0.94 then 'VALID' when s.luck < 0.97 then 'RATE_LIMITED'
            when s.luck < 0.99 then 'INSUFFICIENT_PERMISSIONS' else 'EXPIRED' end,
          1, '203.0.' || (s.key % 200) || '.' || (s.n % 20), 'GET', '/orders/{orderId}', null,
          'curl', 'gate-1:3001', 50 + (s.luck * 400)::int
        from (
          select n, floor(power(random(), 3) * ${keys.length}::int)::int as key, random() as luck
          from generate_series(${from}::bigint, ${to - 1}::bigint) as n
        ) s`;
    }
    for (const { text } of indexes) await sql.unsafe(text);
    await sql`analyze usage_events`;
  } finally {
    await sql.end();
  }
}
