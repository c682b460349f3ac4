import { and, eq, isNull, ne } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeIn } from "@/lib/access/authorize";
import type { Right } from "@/lib/access/rights";
import type { ApplicationRow } from "./find";

/**
 * Before something that concerns all keys of an application: a service token bound to an
 * environment may do it only where it may handle each of them. Throws 403.
 */
export async function authorizeOnKeys(
  tx: Transaction,
  actor: Actor,
  right: Right,
  application: ApplicationRow,
): Promise<void> {
  if (actor.kind !== "token" || !actor.environment) return;
  const concerned = await tx
    .selectDistinct({ environment: keys.environment })
    .from(keys)
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        eq(keys.applicationId, application.id),
        isNull(keys.deletedAt),
        ne(keys.status, "revoked"),
      ),
    );
  for (const { environment } of concerned) authorizeIn(actor, right, environment);
}
