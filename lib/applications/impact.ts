import { and, asc, eq, isNull } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { statusNow } from "@/lib/keys/status";
import { type KeySummary, summarizeKey } from "@/lib/keys/summary";
import { findApplication } from "./find";

/** What stops when the application is deactivated or deleted. Throws 404, 403. */
export async function applicationImpact(
  actor: Actor,
  id: unknown,
): Promise<{ activeKeys: KeySummary[]; lastUsedAt: string | null }> {
  authorize(actor, "application.read");
  authorize(actor, "key.read");
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, id);
    const rows = await tx
      .select()
      .from(keys)
      .where(
        and(
          eq(keys.orgId, actor.organizationId),
          eq(keys.applicationId, application.id),
          isNull(keys.deletedAt),
          eq(statusNow, "active"),
        ),
      )
      .orderBy(asc(keys.createdAt), asc(keys.id));
    const activeKeys = rows.map((row) => summarizeKey(row));
    const used = activeKeys.flatMap((key) => key.lastUsedAt ?? []).sort();
    return { activeKeys, lastUsedAt: used.at(-1) ?? null };
  });
}
