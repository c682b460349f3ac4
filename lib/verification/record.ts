import { timingSafeEqual } from "node:crypto";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import {
  apis,
  applications,
  endpoints,
  grants,
  keys,
  organizations,
  permissions,
} from "@/db/schema";
import { applicationStatuses } from "@/db/schema/applications";
import { environments, keyStatuses } from "@/db/schema/keys";
import type { Transaction } from "@/db/transact";
import type { ApiId, ApplicationId, KeyId, MemberId, OrganizationId } from "@/lib/ids";
import { limitsOf } from "@/lib/limits/columns";
import { LimitColumns } from "@/lib/limits/fields";
import { databaseClock } from "./database-clock";
import { TermColumns } from "./terms";
import type { Granted } from "./usable";
import type { Finding, KeyRecord } from "./verdict";

const Application = z.object({
  id: z.custom<ApplicationId>(),
  name: z.string(),
  status: z.enum(applicationStatuses),
  revision: z.int().positive(),
});

const Row = z.object({
  key: z.object({
    id: z.custom<KeyId>(),
    sharedKey: z.string().nullable(),
    name: z.string(),
    environment: z.enum(environments),
    status: z.enum(keyStatuses),
    expiresAt: z.date().nullable(),
    permissions: z.array(z.string().includes(":")).nullable(),
    ownerId: z.custom<MemberId>().nullable(),
    revision: z.int().positive(),
  }),
  limits: LimitColumns.transform(limitsOf),
  terms: TermColumns,
  application: Application,
});

/** Milliseconds since the epoch, not those of the transaction's beginning. */
const databaseNow = sql<number>`extract(epoch from clock_timestamp())::float8 * 1000`;

const applicationColumns = {
  id: applications.id,
  name: applications.name,
  status: applications.status,
  revision: applications.revision,
};

export const keyColumns = {
  now: databaseNow,
  limits: {
    rateLimits: keys.rateLimits,
    quotaLimit: keys.quotaLimit,
    quotaPeriod: keys.quotaPeriod,
  },
  terms: {
    notBefore: keys.notBefore,
    retiresAt: keys.retiresAt,
    allowedNetworks: keys.allowedNetworks,
    allowedOrigins: keys.allowedOrigins,
  },
  key: {
    id: keys.id,
    sharedKey: keys.sharedKey,
    name: keys.name,
    environment: keys.environment,
    status: keys.status,
    expiresAt: keys.expiresAt,
    permissions: keys.permissions,
    ownerId: keys.ownerId,
    revision: keys.revision,
  },
  application: applicationColumns,
};

/** That a key, with its application and its organization, is not deleted. */
export const isPresent = (organizationId: OrganizationId, keyId: KeyId) =>
  and(
    eq(keys.orgId, organizationId),
    eq(keys.id, keyId),
    isNull(keys.deletedAt),
    isNull(applications.deletedAt),
    isNull(organizations.deletedAt),
  );

/**
 * What a key turns out to be: missing also where it or its organization is deleted or `hash`, that
 * of the whole key as presented, is another; unreadable where its row holds something that can't be understood.
 */
export async function readKey(
  tx: Transaction,
  organizationId: OrganizationId,
  keyId: KeyId,
  hash: Buffer,
): Promise<Exclude<Finding, "malformed">> {
  const sent = performance.now();
  const [row] = await tx
    .select({ ...keyColumns, hash: keys.hash })
    .from(keys)
    .innerJoin(
      applications,
      and(eq(applications.orgId, keys.orgId), eq(applications.id, keys.applicationId)),
    )
    .innerJoin(organizations, eq(organizations.id, keys.orgId))
    .where(isPresent(organizationId, keyId));
  if (!row) return "missing";
  databaseClock.learn(sent, performance.now(), row.now);
  if (row.hash === null) return "missing";
  if (row.hash.length !== hash.length) return "unreadable";
  if (!timingSafeEqual(row.hash, hash)) return "missing";
  const record = recordIn(row);
  return record?.key.sharedKey ? record : "unreadable";
}

/** What a row of `keyColumns` tells; null where that can't be understood. */
export function recordIn(row: unknown): KeyRecord | null {
  const { data } = Row.safeParse(row);
  if (!data) return null;
  const { key, application, limits, terms } = data;
  return { key: { ...key, limits, terms }, application };
}

/** An application, or null where it or its organization is deleted or it can't be understood. */
export async function readApplication(
  tx: Transaction,
  organizationId: OrganizationId,
  applicationId: ApplicationId,
): Promise<KeyRecord["application"] | null> {
  const [row] = await tx
    .select(applicationColumns)
    .from(applications)
    .innerJoin(organizations, eq(organizations.id, applications.orgId))
    .where(
      and(
        eq(applications.orgId, organizationId),
        eq(applications.id, applicationId),
        isNull(applications.deletedAt),
        isNull(organizations.deletedAt),
      ),
    );
  return Application.safeParse(row).data ?? null;
}

/** What the application is granted, on one API or on all. */
export async function readGrants(
  tx: Transaction,
  organizationId: OrganizationId,
  applicationId: ApplicationId,
  apiId?: ApiId,
): Promise<(Granted & { apiId: ApiId })[]> {
  const rows = await readGrantsOf(tx, organizationId, [applicationId], apiId);
  return rows.map(({ applicationId: _, ...grant }) => grant);
}

/** As `readGrants`, of several applications. */
export async function readGrantsOf(
  tx: Transaction,
  organizationId: OrganizationId,
  applicationIds: ApplicationId[],
  apiId?: ApiId,
): Promise<(Granted & { apiId: ApiId; applicationId: ApplicationId })[]> {
  const rows = await tx
    .select({
      applicationId: grants.applicationId,
      apiId: grants.apiId,
      endpointId: grants.endpointId,
      permission: permissions.name,
      sensitive: permissions.sensitive,
      approvedFor: grants.approvedFor,
    })
    .from(grants)
    .leftJoin(
      endpoints,
      and(eq(endpoints.orgId, organizationId), eq(endpoints.id, grants.endpointId)),
    )
    .leftJoin(
      permissions,
      and(
        eq(permissions.orgId, organizationId),
        eq(permissions.id, sql`coalesce(${grants.permissionId}, ${endpoints.permissionId})`),
      ),
    )
    .where(
      and(
        eq(grants.orgId, organizationId),
        inArray(grants.applicationId, applicationIds),
        apiId === undefined ? undefined : eq(grants.apiId, apiId),
      ),
    );
  return rows.map(({ sensitive, ...grant }) => ({ ...grant, sensitive: sensitive ?? false }));
}

/** Grants by the API that they are on, in an order that is the same for the same grants. */
export function byApi(grants: (Granted & { apiId: ApiId })[]): Map<ApiId, Granted[]> {
  const granted = new Map<ApiId, Granted[]>();
  const nameOf = (grant: Granted & { apiId: ApiId }) =>
    `${grant.apiId} ${grant.permission} ${grant.endpointId}`;
  const ordered = grants
    .map((grant) => ({ grant, name: nameOf(grant) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const {
    grant: { apiId, ...grant },
  } of ordered) {
    const list = granted.get(apiId);
    if (list) list.push(grant);
    else granted.set(apiId, [grant]);
  }
  return granted;
}

export type KnownApi = { id: ApiId; slug: string; name: string };

const apiColumns = { id: apis.id, slug: apis.slug, name: apis.name };

/** All APIs of an organization, by their slugs, and the organization's own slug. */
export async function readPlace(
  tx: Transaction,
  organizationId: OrganizationId,
): Promise<{ slug: string; apis: Map<string, KnownApi> }> {
  const [[organization], rows] = await Promise.all([
    tx
      .select({ slug: organizations.slug })
      .from(organizations)
      .where(eq(organizations.id, organizationId)),
    tx.select(apiColumns).from(apis).where(eq(apis.orgId, organizationId)),
  ]);
  return { slug: organization?.slug ?? "", apis: new Map(rows.map((api) => [api.slug, api])) };
}

/** The API of that slug, or undefined. */
export async function readApi(
  tx: Transaction,
  organizationId: OrganizationId,
  slug: string,
): Promise<KnownApi | undefined> {
  const [row] = await tx
    .select(apiColumns)
    .from(apis)
    .where(and(eq(apis.orgId, organizationId), eq(apis.slug, slug)));
  return row;
}
