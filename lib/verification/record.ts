import { timingSafeEqual } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { apis, applications, endpoints, grants, keys, permissions } from "@/db/schema";
import { applicationStatuses } from "@/db/schema/applications";
import { environments, keyStatuses } from "@/db/schema/keys";
import type { Transaction } from "@/db/transact";
import type { ApiId, ApplicationId, KeyId, MemberId, OrganizationId } from "@/lib/ids";
import type { Finding, Granted } from "./verdict";

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
  application: z.object({
    id: z.custom<ApplicationId>(),
    name: z.string(),
    status: z.enum(applicationStatuses),
    revision: z.int().positive(),
  }),
});

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
      application: {
        id: applications.id,
        name: applications.name,
        status: applications.status,
        revision: applications.revision,
      },
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
  return data ? { ...data, key: { ...data.key, limits: null } } : "unreadable";
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
