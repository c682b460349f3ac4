import { once } from "node:events";
import { createWriteStream } from "node:fs";
import postgres from "postgres";
import { closeDatabase } from "@/db/client";
import { newId, type OrganizationId, toUuid } from "@/lib/ids";
import { generateKey, parseKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { templates } from "./matcher";

const batch = 10_000;
const applications = 1_000;

export type Filled = {
  token: string;
  /** A file of keys, one a line. */
  keys: string;
  /** The same for a gate to remember: key, id and application in turn. */
  rows: string;
  organizationId: OrganizationId;
};

/**
 * An organization with `count` keys that may read orders, and 5,000 endpoints that require just
 * that, written past the verbs, told in `file`.
 */
export async function fill(superuserUrl: string, count: number, file: string): Promise<Filled> {
  const organization = await mintOrganization();
  const api = await mintApi(organization);
  const { serviceToken } = await mintToken(organization, ["keys.verify"]);
  const url = Object.assign(new URL(superuserUrl), { pathname: "/portcullis" }).href;
  const sql = postgres(url, { max: 2, onnotice: () => {} });
  const org = toUuid("org", organization.id);
  const owner = toUuid("mem", organization.owner.id);
  const appIds = Array.from({ length: Math.min(applications, count) }, () => newId("app"));
  const apps = appIds.map((id) => toUuid("app", id));
  await sql`
    insert into applications (org_id, id, name, name_key, base_url, owner_id, created_by)
    select ${org}, a.id, 'Application ' || a.n, 'application ' || a.n, 'https://crm.example', ${owner}, 'bench'
    from unnest(${apps}::uuid[]) with ordinality as a(id, n)`;
  await sql`
    insert into grants (org_id, id, application_id, api_id, permission_id, created_by)
    select ${org}, gen_random_uuid(), a, ${toUuid("api", api.id)}, ${toUuid("prm", api.permissions.read)}, 'bench'
    from unnest(${apps}::uuid[]) as a`;

  await sql`
    insert into endpoints (org_id, id, api_id, method, path, permission_id)
    select ${org}, gen_random_uuid(), ${toUuid("api", api.id)}, 'GET', path, ${toUuid("prm", api.permissions.read)}
    from unnest(${templates}::text[]) as path`;

  const out = createWriteStream(file);
  const rows = createWriteStream(`${file}.rows`);
  for (let start = 0; start < count; start += batch) {
    const ids: string[] = [];
    const shared: string[] = [];
    const hashes: string[] = [];
    let lines = "";
    let told = "";
    for (let i = start; i < Math.min(start + batch, count); i++) {
      const key = generateKey("pcl", "production");
      const id = newId("key");
      ids.push(toUuid("key", id));
      told += `${key} ${id} ${appIds[(ids.length - 1) % appIds.length]}\n`;
      shared.push(parseKey(key)?.sharedKey ?? "");
      hashes.push((await credentialHash(key)).toString("hex"));
      lines += `${key}\n`;
    }
    await sql`
      with new as (
        select * from unnest(${ids}::uuid[], ${shared}::text[], ${hashes}::text[]) with ordinality as k(id, shared, hash, n)
      ), looked as (
        insert into key_lookup (shared_key, org_id, key_id) select shared, ${org}, id from new
      )
      insert into keys (org_id, id, application_id, name, environment, shared_key, hash, owner_id, created_by,
        rate_limits, quota_limit, quota_period)
      select ${org}, id, (${apps}::uuid[])[1 + (n - 1) % ${apps.length}], 'ci', 'production', shared, decode(hash, 'hex'), ${owner}, 'bench',
        '[{"name":"default","limit":100000000,"periodMs":60000}]'::jsonb, 1000000000, 'month'
      from new`;
    rows.write(told);
    if (!out.write(lines)) await once(out, "drain");
  }
  for (const stream of [out, rows]) {
    stream.end();
    await once(stream, "close");
  }
  await sql`analyze`;
  await sql.end();
  await closeDatabase(1);
  return { token: serviceToken, keys: file, rows: `${file}.rows`, organizationId: organization.id };
}
