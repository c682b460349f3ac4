import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type ApplicationId, fromUuid, type OrganizationId } from "@/lib/ids";
import { statusNow } from "@/lib/keys/status";
import { breachesOf, type Exception, type KeyFacts } from "./breaches";
import type { AllRules } from "./load-rules";
import type { Breach } from "./rules";

/** Facts of one key of many: by its UUID, since of thousands only few need their ids. */
export type FactsRow = KeyFacts & {
  uuid: string;
  application: string;
  owner: string | null;
  name: string;
  statusSince: Date | null;
  statusBy: string | null;
  isReplaced: boolean;
};

/** Times are in milliseconds. */
type Row = Omit<FactsRow, "createdAt" | Time> & { createdAt: number } & Record<Time, number | null>;
type Time = "notBefore" | "expiresAt" | "retiresAt" | "lastUsedAt" | "statusSince";

/** The keys of an organization that are not over and meet `filter`. Quick for tens of thousands. */
export async function loadKeyFacts(
  tx: Transaction,
  organizationId: OrganizationId,
  filter: SQL | undefined,
): Promise<FactsRow[]> {
  const wanted = and(
    eq(keys.orgId, organizationId),
    isNull(keys.deletedAt),
    sql`${statusNow} in ('active', 'disabled', 'quarantined')`,
    filter,
  );
  const rows = await tx.execute<Row>(sql`
    select ${keys.id} as uuid, ${keys.applicationId} as application, ${keys.ownerId} as owner,
      ${keys.name} as name, ${keys.environment} as environment, ${keys.kind} as kind,
      ${keys.status} as status, ${keys.statusBy} as "statusBy",
      ${keys.allowedNetworks} as "allowedNetworks",
      ${keys.replacedById} is not null as "isReplaced",
      ${ms(keys.createdAt)} as "createdAt", ${ms(keys.notBefore)} as "notBefore",
      ${ms(keys.expiresAt)} as "expiresAt", ${ms(keys.retiresAt)} as "retiresAt",
      ${ms(keys.lastUsedAt)} as "lastUsedAt", ${ms(keys.statusSince)} as "statusSince"
    from ${keys} where ${wanted}`);
  const facts: FactsRow[] = [];
  for (const row of rows) {
    facts.push({
      uuid: row.uuid,
      application: row.application,
      owner: row.owner,
      name: row.name,
      environment: row.environment,
      kind: row.kind,
      status: row.status,
      statusSince: dateOf(row.statusSince),
      statusBy: row.statusBy,
      isReplaced: row.isReplaced,
      allowedNetworks: row.allowedNetworks,
      createdAt: new Date(row.createdAt),
      notBefore: dateOf(row.notBefore),
      expiresAt: dateOf(row.expiresAt),
      retiresAt: dateOf(row.retiresAt),
      lastUsedAt: dateOf(row.lastUsedAt),
    });
  }
  return facts;
}

const ms = (time: (typeof keys)["createdAt" | Time]) =>
  sql`(extract(epoch from ${time}) * 1000)::float8`;

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));

/** What keys break at `now`, by application; nothing where its rules can't be understood. */
export function judgeBy(all: AllRules, now: Date) {
  const ids = new Map<string, ApplicationId>();
  return (key: KeyFacts, application: string, exceptions: readonly Exception[]): Breach[] => {
    const id = ids.get(application) ?? fromUuid("app", application);
    ids.set(application, id);
    if (all.organization === null || all.overrides.get(id) === null) return [];
    const { rules, enforcedFrom } = all.rulesOf(id);
    return breachesOf(key, rules, enforcedFrom, exceptions, now);
  };
}
