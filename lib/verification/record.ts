import { timingSafeEqual } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { apis, applications, endpoints, grants, keys, permissions } from "@/db/schema";
import { applicationStatuses } from "@/db/schema/applications";
import { environments, keyStatuses } from "@/db/schema/keys";
import type { Transaction } from "@/db/transact";
import type { ApiId, ApplicationId, KeyId, MemberId, OrganizationId } from "@/lib/ids";
import { limitsOf } from "@/lib/limits/columns";
import { LimitColumns } from "@/lib/limits/fields";
import type { Finding, Granted, KeyRecord } from "./verdict";

const Application = z.object({
  id: z.custom<ApplicationId>(),
  name: z.string(),
  status: z.enum(applicationStatuses),
  revision: z.int().positive(),
});

const Row = z.object({
  key: z.object({
    id: z.custom<KeyId>(),
    sharedKey: z.string(),
    name: z.string(),
    environment: z.enum(environments),
    status: z.enum(keyStatuses),
    notBefore: z.date().nullable(),
    expiresAt: z.date().nullable(),
    permissions: z.array(z.string().includes(":")).nullable(),
    ownerId: z.custom<MemberId>().nullable(),
    revision: z.int().positive(),
  }),
  limits: LimitColumns.transform(limitsOf),
  application: Application,
});

const applicationColumns = {
  id: applications.id,
  name: applications.name,
  status: applications.status,
  revision: applications.revision,
};

/**
 * What a key turns out to be: missing also where it is deleted or `hash`, that of the whole key as
 * presented, is another; unreadable where its row holds something that can't be understood.
 */
export async function readKey(
  tx: Transaction,
  organizationId: OrganizationId,
  keyId: KeyId,
  hash: Buffer,
): Promise<Exclude<Finding, "malformed">> {
  const [row] = await tx
    .select({
      hash: keys.hash,
      limits: {
        rateLimits: keys.rateLimits,
        quotaLimit: keys.quotaLimit,
        quotaPeriod: keys.quotaPeriod,
      },
      key: {
        id: keys.id,
        sharedKey: keys.sharedKey,
        name: keys.name,
        environment: keys.environment,
        status: keys.status,
        notBefore: keys.notBefore,
        expiresAt: keys.expiresAt,
        permissions: keys.permissions,
        ownerId: keys.ownerId,
        revision: keys.revision,
      },
      application: applicationColumns,
    })
    .from(keys)
    .innerJoin(
      applications,
      and(eq(applications.orgId, keys.orgId), eq(applications.id, keys.applicationId)),
    )
    .where(
      and(
        eq(keys.orgId, organizationId),
        eq(keys.id, keyId),
        isNull(keys.deletedAt),
        isNull(applications.deletedAt),
      ),
    );
  if (!row) return "missing";
  if (row.hash.length !== hash.length) return "unreadable";
  if (!timingSafeEqual(row.hash, hash)) return "missing";
  const { data } = Row.safeParse(row);
  if (!data) return "unreadable";
  const { key, application, limits } = data;
  return { key: { ...key, limits }, application };
}

/** An application, or null where it is deleted or can't be understood. */
export async function readApplication(
  tx: Transaction,
  organizationId: OrganizationId,
  applicationId: ApplicationId,
): Promise<KeyRecord["application"] | null> {
  const [row] = await tx
    .select(applicationColumns)
    .from(applications)
    .where(
      and(
        eq(applications.orgId, organizationId),
        eq(applications.id, applicationId),
        isNull(applications.deletedAt),
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
  const rows = await tx
    .select({ apiId: grants.apiId, endpointId: grants.endpointId, permission: permissions.name })
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
        eq(grants.applicationId, applicationId),
        apiId === undefined ? undefined : eq(grants.apiId, apiId),
      ),
    );
  return rows.map(({ apiId, endpointId, permission }) => ({
    apiId,
    endpoint: endpointId !== null,
    permission,
  }));
}

/** Grants by the API that they are on. */
export function byApi(grants: (Granted & { apiId: ApiId })[]): Map<ApiId, Granted[]> {
  const granted = new Map<ApiId, Granted[]>();
  for (const { apiId, ...grant } of grants) {
    const list = granted.get(apiId);
    if (list) list.push(grant);
    else granted.set(apiId, [grant]);
  }
  return granted;
}

/** The slugs of all APIs of an organization. */
export async function readApis(
  tx: Transaction,
  organizationId: OrganizationId,
): Promise<Map<string, ApiId>> {
  const rows = await tx
    .select({ id: apis.id, slug: apis.slug })
    .from(apis)
    .where(eq(apis.orgId, organizationId));
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

/** The API of that slug, or undefined. */
export async function readApi(
  tx: Transaction,
  organizationId: OrganizationId,
  slug: string,
): Promise<ApiId | undefined> {
  const [row] = await tx
    .select({ id: apis.id })
    .from(apis)
    .where(and(eq(apis.orgId, organizationId), eq(apis.slug, slug)));
  return row?.id;
}
