import { and, arrayOverlaps, asc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import {
  accessRequestItems,
  accessRequests,
  applications,
  endpoints,
  grants,
  keys,
} from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { type AccessRequestId, type ApplicationId, isId, type KeyId } from "@/lib/ids";
import { actorNames } from "@/lib/members/names";
import { findApi, findEndpoint, findPermission, permissionsOf } from "./find";
import { type CatalogPart, isGrantOf, isRequestOf } from "./granted";
import type { EndpointRow } from "./summary";

type Application = { id: ApplicationId; name: string };

/** Whom it concerns that something of the catalogue is deleted. */
export type RemovalImpact = {
  /** How many grants each loses: none where it only reaches the endpoint by its permission. */
  applications: (Application & { grants: number })[];
  /** Keys of those that are limited to permissions of which this is one; at most 100. */
  keys: { id: KeyId; name: string; application: Application }[];
  /** Pending requests that ask for it; those that ask for nothing else are withdrawn with it. */
  requests: { id: AccessRequestId; application: Application; createdByName: string }[];
  /** The endpoints that require the permission. */
  requiredBy: Pick<EndpointRow, "method" | "path">[];
};

type Subject = {
  part: CatalogPart;
  /** The permissions that go. */
  names: string[];
  /** Who is granted it reaches the part, too. */
  required?: EndpointRow["permissionId"];
};

/**
 * Whom the deletion of an API concerns, or of its permission or endpoint where `partId` names one.
 * Throws 404, 403.
 */
export async function removalImpact(
  actor: Actor,
  apiId: unknown,
  partId?: unknown,
): Promise<RemovalImpact> {
  authorize(actor, "catalog.edit");
  return transact(actor, async (tx) => {
    const subject = await subjectOf(tx, actor, apiId, partId);
    const { part } = subject;
    const found = await applicationsConcerned(tx, actor, subject);
    return {
      applications: found,
      keys: await keysLimited(tx, actor, subject, found),
      requests: await requestsFor(tx, actor, part),
      requiredBy: "permissionId" in part ? await requiring(tx, actor, part.permissionId) : [],
    };
  });
}

async function subjectOf(
  tx: Transaction,
  actor: Actor,
  apiId: unknown,
  partId: unknown,
): Promise<Subject> {
  const api = await findApi(tx, actor, apiId);
  if (partId === undefined) {
    const rows = await permissionsOf(tx, actor, api.id);
    return { part: { apiId: api.id }, names: rows.map((row) => row.name) };
  }
  if (isId("prm", partId)) {
    const row = await findPermission(tx, actor, api.id, partId);
    return { part: { permissionId: row.id }, names: [row.name] };
  }
  const row = await findEndpoint(tx, actor, api.id, partId);
  return { part: { endpointId: row.id }, names: [], required: row.permissionId };
}

const applicationsConcerned = (tx: Transaction, actor: Actor, { part, required }: Subject) =>
  tx
    .select({
      id: applications.id,
      name: applications.name,
      grants: sql<number>`count(*) filter (where ${isGrantOf(part)})`.mapWith(Number),
    })
    .from(grants)
    .innerJoin(
      applications,
      and(eq(applications.orgId, grants.orgId), eq(applications.id, grants.applicationId)),
    )
    .where(
      and(
        eq(grants.orgId, actor.organizationId),
        eq(applications.orgId, actor.organizationId),
        isNull(applications.deletedAt),
        required ? or(isGrantOf(part), eq(grants.permissionId, required)) : isGrantOf(part),
      ),
    )
    .groupBy(applications.id, applications.name)
    .orderBy(asc(applications.name));

async function keysLimited(
  tx: Transaction,
  actor: Actor,
  { names }: Subject,
  concerned: readonly Application[],
): Promise<RemovalImpact["keys"]> {
  if (names.length === 0 || concerned.length === 0) return [];
  const known = new Map(concerned.map(({ id, name }) => [id, { id, name }]));
  const rows = await tx
    .select({ id: keys.id, name: keys.name, applicationId: keys.applicationId })
    .from(keys)
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        isNull(keys.deletedAt),
        ne(keys.status, "revoked"),
        inArray(keys.applicationId, [...known.keys()]),
        arrayOverlaps(keys.permissions, names),
      ),
    )
    .orderBy(asc(keys.name))
    .limit(100);
  return rows.flatMap(({ applicationId, ...key }) => {
    const application = known.get(applicationId);
    return application ? [{ ...key, application }] : [];
  });
}

async function requestsFor(
  tx: Transaction,
  actor: Actor,
  part: CatalogPart,
): Promise<RemovalImpact["requests"]> {
  const org = actor.organizationId;
  const rows = await tx
    .selectDistinct({
      id: accessRequests.id,
      createdBy: accessRequests.createdBy,
      application: { id: applications.id, name: applications.name },
    })
    .from(accessRequestItems)
    .innerJoin(
      accessRequests,
      and(
        eq(accessRequests.orgId, accessRequestItems.orgId),
        eq(accessRequests.id, accessRequestItems.requestId),
      ),
    )
    .innerJoin(
      applications,
      and(
        eq(applications.orgId, accessRequests.orgId),
        eq(applications.id, accessRequests.applicationId),
      ),
    )
    .where(
      and(
        eq(accessRequestItems.orgId, org),
        eq(accessRequests.orgId, org),
        eq(applications.orgId, org),
        eq(accessRequests.status, "pending"),
        isRequestOf(part),
      ),
    )
    .orderBy(asc(applications.name), asc(accessRequests.id));
  const people = await actorNames(
    tx,
    actor,
    rows.map((row) => row.createdBy),
  );
  return rows.map(({ createdBy, ...row }) => ({
    ...row,
    createdByName: people.get(createdBy) ?? "",
  }));
}

const requiring = (tx: Transaction, actor: Actor, id: NonNullable<EndpointRow["permissionId"]>) =>
  tx
    .select({ method: endpoints.method, path: endpoints.path })
    .from(endpoints)
    .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.permissionId, id)))
    .orderBy(endpoints.path, endpoints.method);
