import { and, asc, eq, inArray } from "drizzle-orm";
import { apis, applications, auditEvents, endpoints, keys, type usageEvents } from "@/db/schema";
import type { Tenant, Transaction } from "@/db/transact";
import type { ApiId, ApplicationId, EndpointId, KeyId } from "@/lib/ids";
import type { UsageEvent } from "@/lib/usage/summary";

export type EventRow = typeof usageEvents.$inferSelect;

/** What the ids in rows are called, also of what is gone. */
export class EventNames {
  readonly #applications = new Map<ApplicationId, { name: string }>();
  readonly #keys = new Map<KeyId, { name: string; sharedKey: string | null }>();
  readonly #apis = new Map<ApiId, { name: string; slug: string | null }>();
  readonly #endpoints = new Map<EndpointId, { method: string; path: string } | null>();

  /** Reads those that are not known yet. */
  async learn(tx: Transaction, tenant: Tenant, rows: readonly EventRow[]): Promise<void> {
    const { organizationId } = tenant;
    const look = async <Id extends string, Told>(
      known: Map<Id, Told>,
      ids: (Id | null)[],
      read: (ids: Id[]) => Promise<(Told & { id: Id })[]>,
      gone: (ids: Id[]) => Promise<Map<string, Told>>,
      otherwise: Told,
    ) => {
      const unknown = [...new Set(ids)].filter((id): id is Id => id !== null && !known.has(id));
      if (unknown.length === 0) return;
      for (const { id, ...told } of await read(unknown)) known.set(id, told as unknown as Told);
      const missing = unknown.filter((id) => !known.has(id));
      if (missing.length === 0) return;
      const names = await gone(missing);
      for (const id of missing) known.set(id, names.get(id) ?? otherwise);
    };
    const nowhere = async () => new Map();
    await look(
      this.#applications,
      rows.map((row) => row.applicationId),
      (ids) =>
        tx
          .select({ id: applications.id, name: applications.name })
          .from(applications)
          .where(and(eq(applications.orgId, organizationId), inArray(applications.id, ids))),
      nowhere,
      { name: "Deleted application" },
    );
    await look(
      this.#keys,
      rows.map((row) => row.keyId),
      (ids) =>
        tx
          .select({ id: keys.id, name: keys.name, sharedKey: keys.sharedKey })
          .from(keys)
          .where(and(eq(keys.orgId, organizationId), inArray(keys.id, ids))),
      nowhere,
      { name: "Deleted key", sharedKey: null },
    );
    await look<ApiId, { name: string; slug: string | null }>(
      this.#apis,
      rows.map((row) => row.apiId),
      (ids) =>
        tx
          .select({ id: apis.id, name: apis.name, slug: apis.slug })
          .from(apis)
          .where(and(eq(apis.orgId, organizationId), inArray(apis.id, ids))),
      (ids) => deletedApis(tx, tenant, ids),
      { name: "Deleted API", slug: null },
    );
    await look<EndpointId, { method: string; path: string } | null>(
      this.#endpoints,
      rows.map((row) => row.endpointId),
      (ids) =>
        tx
          .select({ id: endpoints.id, method: endpoints.method, path: endpoints.path })
          .from(endpoints)
          .where(and(eq(endpoints.orgId, organizationId), inArray(endpoints.id, ids))),
      nowhere,
      null,
    );
  }

  /** A row of which all ids are learnt. */
  tell(row: EventRow, showsNetworks: boolean): UsageEvent {
    const named = <Id extends string, Told extends object>(id: Id | null, known: Map<Id, Told>) => {
      const told = id === null ? undefined : known.get(id);
      return id !== null && told ? { id, ...told } : null;
    };
    const { endpointId, method, path } = row;
    const asWritten = { method: method ?? "", path: path ?? "" };
    return {
      id: row.id,
      at: row.at.toISOString(),
      organizationId: row.orgId,
      requestId: row.requestId,
      application: named(row.applicationId, this.#applications),
      key: named(row.keyId, this.#keys),
      api: named(row.apiId, this.#apis),
      endpoint: endpointId && {
        id: endpointId,
        ...(this.#endpoints.get(endpointId) ?? asWritten),
      },
      method,
      path,
      environment: row.environment,
      outcome: row.outcome,
      cost: row.cost,
      ...(showsNetworks && { network: row.network }),
      userAgent: row.userAgent,
      tags: row.tags ?? [],
      gate: row.gate,
      latencyMicros: row.latencyMicros,
      oneOf: row.oneOf,
    };
  }
}

/** What the audit log last called them: of an API that is deleted nothing else is left. */
async function deletedApis(tx: Transaction, tenant: Tenant, ids: ApiId[]) {
  const { orgId, targetId, targetName: name, action, occurredAt } = auditEvents;
  const rows = await tx
    .select({ id: targetId, name })
    .from(auditEvents)
    .where(and(eq(orgId, tenant.organizationId), inArray(targetId, ids), eq(action, "api.deleted")))
    .orderBy(asc(occurredAt));
  return new Map(
    rows.map(({ id, name }) => [id ?? "", { name: name || "Deleted API", slug: null }]),
  );
}
