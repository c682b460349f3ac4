import { and, eq, isNull, type SQL } from "drizzle-orm";
import { applications, keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { statusNow } from "@/lib/keys/status";

/** The active keys for which that holds, with what rules are about and what names them. */
export const activeKeys = (tx: Transaction, actor: Actor, which: SQL | undefined) =>
  tx
    .select({
      id: keys.id,
      name: keys.name,
      environment: keys.environment,
      kind: keys.kind,
      status: keys.status,
      createdAt: keys.createdAt,
      notBefore: keys.notBefore,
      expiresAt: keys.expiresAt,
      retiresAt: keys.retiresAt,
      allowedNetworks: keys.allowedNetworks,
      lastUsedAt: keys.lastUsedAt,
      ownerId: keys.ownerId,
      application: { id: applications.id, name: applications.name },
    })
    .from(keys)
    .innerJoin(
      applications,
      and(eq(applications.orgId, keys.orgId), eq(applications.id, keys.applicationId)),
    )
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        eq(applications.orgId, actor.organizationId),
        isNull(keys.deletedAt),
        isNull(applications.deletedAt),
        eq(statusNow, "active"),
        which,
      ),
    );
