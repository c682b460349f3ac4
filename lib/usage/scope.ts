import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { endpoints } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeIn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { findApi } from "@/lib/catalog/find";
import { notFound, RefusedError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { findKey } from "@/lib/keys/find";
import type { scopeFields } from "./query";
import type { UsageScope } from "./summary";

type Wish = z.output<z.ZodObject<typeof scopeFields>>;

/**
 * What is meant by ids that came from outside, with the application of a key and the API of an
 * endpoint. A service token that is bound sees only what it is bound to. Throws 404 where the
 * organization has no such thing, or it is none of the other thing given; 403.
 */
export async function findScope(tx: Transaction, actor: Actor, wish: Wish): Promise<UsageScope> {
  const scope: UsageScope = {};
  if (wish.application !== undefined) {
    scope.application = (await findApplication(tx, actor, wish.application)).id;
  }
  if (wish.key !== undefined) {
    const key = await findKey(tx, actor, wish.key);
    if (scope.application && scope.application !== key.applicationId) throw notFound("key");
    scope.application = key.applicationId;
    scope.key = key.id;
  }
  if (wish.api !== undefined) scope.api = (await findApi(tx, actor, wish.api)).id;
  if (wish.endpoint !== undefined) {
    const endpoint = await endpointOf(tx, actor, wish.endpoint);
    if (scope.api && scope.api !== endpoint.apiId) throw notFound("endpoint");
    scope.api = endpoint.apiId;
    scope.endpoint = endpoint.id;
  }
  if (wish.environment) scope.environment = wish.environment;
  if (wish.outcome) scope.outcome = wish.outcome;
  return withinBound(actor, scope);
}

async function endpointOf(tx: Transaction, actor: Actor, id: string) {
  if (!isId("end", id)) throw notFound("endpoint");
  const [row] = await tx
    .select({ id: endpoints.id, apiId: endpoints.apiId })
    .from(endpoints)
    .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.id, id)));
  if (!row) throw notFound("endpoint");
  return row;
}

/** The scope narrowed to what a service token is bound to. Throws 403 where it lies outside. */
export function withinBound(actor: Actor, scope: UsageScope): UsageScope {
  if (actor.kind !== "token") return scope;
  const { apiId, environment } = actor;
  if (scope.environment) authorizeIn(actor, "usage.read", scope.environment);
  if (apiId && scope.api && scope.api !== apiId) {
    throw new RefusedError(
      actor,
      "usage.read",
      "The service token is bound to an API: it sees the usage of no other.",
    );
  }
  return { ...scope, ...(apiId && { api: apiId }), ...(environment && { environment }) };
}
