import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { applications, keys, keyTokens, memberships, organizations } from "@/db/schema";
import { applicationStatuses } from "@/db/schema/applications";
import { environments, keyStatuses } from "@/db/schema/keys";
import { type Transaction, transact } from "@/db/transact";
import { roleNames } from "@/lib/access/rights";
import type { ApplicationId, KeyId, MemberId, OrganizationId } from "@/lib/ids";
import { type Group, Judge } from "./judge";
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

/** So many tokens are looked at in one transaction. */
const pageSize = 20_000;
/** As many groups are asked for by name; of more, all rows of the page are read. */
const mostNamed = 500;

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
      const from = and(
        scoped(organizationId, scope),
        after ? gt(keyTokens.keyId, after) : undefined,
      );
      const last = scope.of === "keys" ? null : await readEnd(tx, from, size);
      const within = and(from, last ? lte(keyTokens.keyId, last) : undefined);
      return { last, places: await readPage(tx, organizationId, within, judge) };
    });
    if (page.places.length > 0) yield page.places;
    if (!page.last) return;
    after = page.last;
  }
}

function scoped(organizationId: OrganizationId, scope: Scope): SQL | undefined {
  return and(
    eq(keyTokens.orgId, organizationId),
    gt(keyTokens.expiresAt, sql`now() - interval '1 day'`),
    scope.of === "keys" ? inArray(keyTokens.keyId, [...scope.ids]) : undefined,
    scope.of === "application" ? eq(keys.applicationId, scope.id) : undefined,
    scope.of === "owner" ? eq(keys.ownerId, scope.id) : undefined,
  );
}

const sameKey = and(eq(keys.orgId, keyTokens.orgId), eq(keys.id, keyTokens.keyId));

/** The last key of a full page, or null where the page is the last one. */
async function readEnd(
  tx: Transaction,
  within: SQL | undefined,
  size: number,
): Promise<KeyId | null> {
  const [row] = await tx
    .select({ id: keyTokens.keyId })
    .from(keyTokens)
    .innerJoin(keys, sameKey)
    .where(within)
    .orderBy(asc(keyTokens.keyId))
    .offset(size - 1)
    .limit(1);
  return row?.id ?? null;
}

const isOver = sql`(${keys.deletedAt} is not null or ${keys.expiresAt} <= now()
  or coalesce(${keys.retiresAt} <= now(), false))`;
const isDeleted = sql`(${applications.deletedAt} is not null or ${organizations.deletedAt} is not null)`;
const role = sql`${memberships.role}`;

/** All by which tokens are grouped. */
const facts = {
  keyStatus: keys.status,
  isOver,
  applicationId: keys.applicationId,
  applicationStatus: applications.status,
  isDeleted,
  ownerId: keys.ownerId,
  role,
  environment: keys.environment,
  permissions: keys.permissions,
  audienceIds: keyTokens.audienceIds,
  audiences: keyTokens.audiences,
  scope: keyTokens.scope,
};

const hash = sql<string>`hash_record_extended(row(${sql.join(Object.values(facts), sql`, `)}), 0)::text`;

const Row = z.object({
  keyStatus: z.enum(keyStatuses),
  applicationStatus: z.enum(applicationStatuses),
  environment: z.enum(environments),
  permissions: z.array(z.string().includes(":")).nullable(),
});

type Found = {
  hash: string;
  isOver: unknown;
  isDeleted: unknown;
  role: unknown;
  keyStatus: string;
  applicationId: ApplicationId;
  ownerId: MemberId | null;
  audienceIds: Group["audienceIds"];
  audiences: string[];
  scope: string[];
};

function groupOf(row: Found): Group {
  const { data } = Row.safeParse(row);
  const known = roleNames.find((name) => name === row.role) ?? null;
  return {
    hash: row.hash,
    key: data ? data.keyStatus : row.keyStatus === "revoked" ? "revoked" : null,
    application: data?.applicationStatus ?? null,
    isOver: row.isOver === true,
    isDeleted: row.isDeleted === true,
    isOwnerGone: row.ownerId !== null && known === null,
    applicationId: row.applicationId,
    environment: data?.environment ?? "production",
    permissions: data?.permissions ?? null,
    role: known,
    audienceIds: row.audienceIds,
    audiences: row.audiences,
    scope: row.scope,
  };
}

/** The nullable side of the outer join names its organization by a constant. */
const present = (organizationId: OrganizationId) =>
  and(
    eq(memberships.orgId, organizationId),
    eq(memberships.id, keys.ownerId),
    isNull(memberships.removedAt),
  );

const sameApplication = and(
  eq(applications.orgId, keyTokens.orgId),
  eq(applications.id, keys.applicationId),
);

async function readPage(
  tx: Transaction,
  organizationId: OrganizationId,
  within: SQL | undefined,
  judge: Judge,
): Promise<Place[]> {
  const groups = await tx
    .selectDistinct({ hash, ...facts })
    .from(keyTokens)
    .innerJoin(keys, sameKey)
    .innerJoin(applications, sameApplication)
    .innerJoin(organizations, eq(organizations.id, keyTokens.orgId))
    .leftJoin(memberships, present(organizationId))
    .where(within);
  const bad = await judge.judge(tx, groups.map(groupOf));
  const named =
    bad.length > mostNamed ? undefined : bad.length > 0 ? inArray(hash, bad) : sql`false`;
  const rows = await tx
    .select({
      keyId: keyTokens.keyId,
      list: keyTokens.statusList,
      index: keyTokens.statusIndex,
      applicationId: keys.applicationId,
      ownerId: keys.ownerId,
      expiresAt: keyTokens.expiresAt,
      retiresAt: keys.retiresAt,
      hash,
    })
    .from(keyTokens)
    .innerJoin(keys, sameKey)
    .innerJoin(applications, sameApplication)
    .innerJoin(organizations, eq(organizations.id, keyTokens.orgId))
    .leftJoin(memberships, present(organizationId))
    .where(and(within, named && or(named, isNotNull(keys.retiresAt))));
  return rows.flatMap(({ hash, expiresAt, retiresAt, ...row }) => {
    const status = judge.statusOf(hash);
    if (status === "valid" && retiresAt === null) return [];
    return {
      ...row,
      status,
      expiresAt: expiresAt.getTime(),
      retiresAt: retiresAt?.getTime() ?? null,
    };
  });
}
