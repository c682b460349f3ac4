import { isNotNull, notInArray, or } from "drizzle-orm";
import { keys } from "@/db/schema";
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
import { byPrimaryKey } from "./by-primary-key";
import { groupOf, groupHash as hash } from "./group-row";
import { Judge } from "./judge";
import type { PublishedStatus } from "./published";
import { readIds, type Scope, written } from "./scope";
import { type GroupedRow, readGrouped, readTokens, type TokenRow } from "./token-rows";

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
  if (scope.of === "keys") {
    yield await pass((tx) => readNamed(tx, organizationId, scope.ids, judge));
    return;
  }
  for (let after: KeyId | null = null; ; ) {
    const page = await pass(async (tx) => {
      const { ids, last } = await readIds(tx, organizationId, scope, after, size);
      return { last, places: await readPage(tx, organizationId, ids, judge) };
    });
    if (page.places.length > 0) yield page.places;
    if (!page.last) return;
    after = page.last;
  }
}

async function readNamed(
  tx: Transaction,
  organizationId: OrganizationId,
  ids: readonly KeyId[],
  judge: Judge,
): Promise<Place[]> {
  const [, rows] = await Promise.all([
    tx.execute(byPrimaryKey),
    readGrouped(tx, organizationId, written(ids)),
  ]);
  await judgeRows(tx, rows, judge);
  return placesOf(rows, judge) ?? [];
}

/** Throws 503 where its rows change faster than they are read. */
async function readPage(
  tx: Transaction,
  organizationId: OrganizationId,
  ids: string,
  judge: Judge,
): Promise<Place[]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const valid = judge.valid(mostKnown);
    const wanted =
      valid.length > 0 ? or(notInArray(hash, valid), isNotNull(keys.retiresAt)) : undefined;
    const rows = await readTokens(tx, organizationId, ids, wanted);
    await judgeNew(tx, organizationId, rows, judge);
    const places = placesOf(rows, judge);
    if (places) return places;
  }
  throw unavailable();
}

/** Null where a group was not judged, since its sample became another meanwhile. */
function placesOf(rows: readonly TokenRow[], judge: Judge): Place[] | null {
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
  rows: readonly TokenRow[],
  judge: Judge,
): Promise<void> {
  const samples = new Map<string, KeyId>();
  for (const { hash, keyId } of rows) {
    if (!judge.of(hash) && !samples.has(hash)) samples.set(hash, fromUuid("key", keyId));
  }
  if (samples.size === 0) return;
  const groups = await readGrouped(tx, organizationId, written([...samples.values()]));
  await judgeRows(tx, groups, judge);
}

async function judgeRows(tx: Transaction, rows: readonly GroupedRow[], judge: Judge) {
  const samples = new Map(rows.map((row) => [row.hash, row]));
  await judge.judge(
    tx,
    [...samples.values()].map((row) => groupOf(row.hash, row)),
  );
}
