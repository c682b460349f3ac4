import {
  and,
  asc,
  type Column,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import { applications, keys, keyTokens, memberships, organizations } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import {
  type ApplicationId,
  fromUuid,
  type KeyId,
  type MemberId,
  type OrganizationId,
} from "@/lib/ids";
import { databaseClock } from "@/lib/verification/database-clock";
import { unavailable } from "@/lib/verification/deadline";
import { groupColumns, groupOf, groupHash as hash, raw } from "./group-row";
import { Judge } from "./judge";
import type { PublishedStatus } from "./published";

/** Which tokens a look is for. */
export type Scope =
  | { of: "all" }
  | { of: "keys"; ids: readonly KeyId[] }
  | { of: "application"; id: ApplicationId }
  | { of: "owner"; id: MemberId };

/** A token that is not valid, or will not be once the rotation of its key ends. */
export type Place = {
  keyId: KeyId;
  status: PublishedStatus;
  list: number;
  index: number;
  applicationId: ApplicationId;
  ownerId: MemberId | null;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  retiresAt: number | null;
};

/** So many tokens are looked at in one transaction: in the worst case all of them are rows to be read. */
const pageSize = 2_000;
const fence = 1_000_000;
const dayMs = 86_400_000;
/** Tokens of so many groups that are known to be valid are left out. */
const mostKnown = 1_000;
/** So often a page is looked at where what is read of it changes under the look. */
const tries = 10;

/** One transaction among others that read statuses. */
export type Pass = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

export const passOf =
  (organizationId: OrganizationId): Pass =>
  (work) =>
    transact({ organizationId }, work);

/**
 * Those tokens of the scope that are not published as valid and not longer than a day past their
 * end, page by page. No key is judged by itself: keys of which the same is known are one group.
 */
export async function* readPlaces(
  pass: Pass,
  organizationId: OrganizationId,
  scope: Scope,
  size = pageSize,
): AsyncGenerator<Place[]> {
  const judge = new Judge(organizationId);
  for (let after: KeyId | null = null; ; ) {
    const page = await pass(async (tx) => {
      await tx.execute(byIds);
      const last =
        scope.of === "keys" ? null : await readEnd(tx, organizationId, scope, after, size);
      const ids = idsOf(tx, organizationId, scope, after, last).limit(fence).as("page");
      return { last, places: await readPage(tx, organizationId, ids, judge) };
    });
    if (page.places.length > 0) yield page.places;
    if (!page.last) return;
    after = page.last;
  }
}

/** A page is read row by row: any other way would go through whole tables for each of many pages. */
const byIds = sql`select set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true),
  set_config('enable_material', 'off', true)`;

const unforgotten = gt(keyTokens.expiresAt, sql`now() - interval '1 day'`);

/** The ids of the keys of a scope, after one and up to another. */
function idsOf(
  tx: Transaction,
  organizationId: OrganizationId,
  scope: Scope,
  after: KeyId | null,
  last: KeyId | null,
) {
  const within = (id: Column) =>
    and(after ? gt(id, after) : undefined, last ? lte(id, last) : undefined);
  if (scope.of === "all" || scope.of === "keys") {
    const named = scope.of === "keys" ? inArray(keyTokens.keyId, [...scope.ids]) : undefined;
    return tx
      .select({ id: keyTokens.keyId })
      .from(keyTokens)
      .where(and(eq(keyTokens.orgId, organizationId), unforgotten, named, within(keyTokens.keyId)))
      .$dynamic();
  }
  const whose =
    scope.of === "application" ? eq(keys.applicationId, scope.id) : eq(keys.ownerId, scope.id);
  return tx
    .select({ id: keys.id })
    .from(keys)
    .where(and(eq(keys.orgId, organizationId), eq(keys.kind, "jwt"), whose, within(keys.id)))
    .$dynamic();
}

/** The last key of a full page, or null where the page is the last one. */
async function readEnd(
  tx: Transaction,
  organizationId: OrganizationId,
  scope: Scope,
  after: KeyId | null,
  size: number,
): Promise<KeyId | null> {
  const ids = idsOf(tx, organizationId, scope, after, null).as("ids");
  const [row] = await tx
    .select({ id: ids.id })
    .from(ids)
    .orderBy(asc(ids.id))
    .offset(size - 1)
    .limit(1);
  return row?.id ?? null;
}

type Ids = ReturnType<ReturnType<typeof idsOf>["as"]>;

/**
 * By which each row is found from the ids of a page, whatever the planner knows of the tables: the
 * limit of the page keeps it from turning that round.
 */
function joinsOf(organizationId: OrganizationId, { id }: Ids) {
  return {
    token: and(eq(keyTokens.orgId, organizationId), eq(keyTokens.keyId, id)),
    key: and(eq(keys.orgId, organizationId), eq(keys.id, id)),
    application: and(
      eq(applications.orgId, organizationId),
      eq(applications.id, keys.applicationId),
    ),
    organization: eq(organizations.id, organizationId),
    owner: and(
      eq(memberships.orgId, organizationId),
      eq(memberships.id, keys.ownerId),
      isNull(memberships.removedAt),
    ),
  };
}

/** Throws 503 where its rows change faster than they are read. */
async function readPage(
  tx: Transaction,
  organizationId: OrganizationId,
  ids: Ids,
  judge: Judge,
): Promise<Place[]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const rows = await readRows(tx, organizationId, ids, judge.valid(mostKnown));
    await judgeNew(tx, organizationId, rows, judge);
    const places = placesOf(rows, judge);
    if (places) return places;
  }
  throw unavailable();
}

type Rows = Awaited<ReturnType<typeof readRows>>;

function readRows(
  tx: Transaction,
  organizationId: OrganizationId,
  ids: Ids,
  valid: readonly string[],
) {
  const wanted =
    valid.length > 0 ? or(notInArray(hash, [...valid]), isNotNull(keys.retiresAt)) : undefined;
  const on = joinsOf(organizationId, ids);
  return tx
    .select({
      keyId: raw<string>(keyTokens.keyId),
      list: keyTokens.statusList,
      index: keyTokens.statusIndex,
      expiresAt: keyTokens.expiresAt,
      retiresAt: keys.retiresAt,
      hash,
    })
    .from(ids)
    .innerJoin(keyTokens, on.token)
    .innerJoin(keys, on.key)
    .innerJoin(applications, on.application)
    .innerJoin(organizations, on.organization)
    .leftJoin(memberships, on.owner)
    .where(wanted);
}

/** Null where a group was not judged, since its sample became another meanwhile. */
function placesOf(rows: Rows, judge: Judge): Place[] | null {
  const forgotten = databaseClock.now() - dayMs;
  const places: Place[] = [];
  for (const { hash, keyId, list, index, expiresAt, retiresAt } of rows) {
    const judged = judge.of(hash);
    if (!judged) return null;
    if (expiresAt.getTime() <= forgotten) continue;
    if (judged.status === "valid" && retiresAt === null) continue;
    places.push({
      ...{ keyId: fromUuid("key", keyId), ...judged, list, index },
      expiresAt: expiresAt.getTime(),
      retiresAt: retiresAt?.getTime() ?? null,
    });
  }
  return places;
}

/** Judges the groups of the rows that were not met before, by one row of each. */
async function judgeNew(
  tx: Transaction,
  organizationId: OrganizationId,
  rows: readonly { hash: string; keyId: string }[],
  judge: Judge,
): Promise<void> {
  const samples = new Map<string, KeyId>();
  for (const { hash, keyId } of rows) {
    if (!judge.of(hash) && !samples.has(hash)) samples.set(hash, fromUuid("key", keyId));
  }
  if (samples.size === 0) return;
  const scope = { of: "keys", ids: [...samples.values()] } as const;
  const ids = idsOf(tx, organizationId, scope, null, null).limit(fence).as("page");
  const on = joinsOf(organizationId, ids);
  const groups = await tx
    .select({ hash, ...groupColumns })
    .from(ids)
    .innerJoin(keyTokens, on.token)
    .innerJoin(keys, on.key)
    .innerJoin(applications, on.application)
    .innerJoin(organizations, on.organization)
    .leftJoin(memberships, on.owner);
  await judge.judge(
    tx,
    groups.map((row) => groupOf(row.hash, row)),
  );
}
