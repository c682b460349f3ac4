import { and, count, eq, gte, isNotNull, type SQL, sql } from "drizzle-orm";
import { keyNetworks, memberships } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type KeyId, toUuid } from "@/lib/ids";
import { allExceptions } from "@/lib/policies/exceptions";
import { judgeBy, loadKeyFacts } from "@/lib/policies/key-facts";
import { loadAllRules } from "@/lib/policies/load-rules";
import { type HygieneFacts, manyNetworks, networkDays } from "./finding";

export type KeyFound = HygieneFacts & { uuid: string };

/** The organization's keys that work or could work again, with what findings are made of. */
export async function loadFacts(
  tx: Transaction,
  actor: Actor,
  filter: SQL | undefined,
  now: Date,
): Promise<KeyFound[]> {
  const org = actor.organizationId;
  const judge = judgeBy(await loadAllRules(tx, org), now);
  const exceptions = byUuid(await allExceptions(tx, org, now));
  const networks = byUuid(await networksOf(tx, actor));
  const departed = await departedMembers(tx, actor);
  const rows = await loadKeyFacts(tx, org, filter);
  return rows.map((row) =>
    Object.assign(row, {
      ownerLeftAt: row.owner === null ? null : (departed.get(row.owner) ?? null),
      networks: networks.get(row.uuid) ?? 0,
      breaches: judge(row, row.application, exceptions.get(row.uuid) ?? []),
    }),
  );
}

const byUuid = <T>(byKey: Map<KeyId, T>): Map<string, T> =>
  new Map([...byKey].map(([id, value]) => [toUuid("key", id), value]));

/** From how many networks keys were seen lately that were seen from many. */
async function networksOf(tx: Transaction, actor: Actor) {
  const seen = count();
  const rows = await tx
    .select({ keyId: keyNetworks.keyId, seen })
    .from(keyNetworks)
    .where(
      and(
        eq(keyNetworks.orgId, actor.organizationId),
        gte(keyNetworks.lastSeenAt, sql`now() - make_interval(days => ${networkDays})`),
      ),
    )
    .groupBy(keyNetworks.keyId)
    .having(gte(seen, manyNetworks));
  return new Map(rows.map((row) => [row.keyId, row.seen]));
}

/** When members left, by UUID. */
async function departedMembers(tx: Transaction, actor: Actor) {
  const rows = await tx
    .select({ id: memberships.id, removedAt: memberships.removedAt })
    .from(memberships)
    .where(and(eq(memberships.orgId, actor.organizationId), isNotNull(memberships.removedAt)));
  return new Map(rows.map((row) => [toUuid("mem", row.id), row.removedAt]));
}
