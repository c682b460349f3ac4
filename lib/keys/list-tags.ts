import { and, eq, isNull, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";

const most = 500;

/** The tags that keys of the organization have, by name, at most 500. Throws 403. */
export async function listTags(actor: Actor): Promise<string[]> {
  authorize(actor, "key.read");
  const tag = sql<string>`unnest(${keys.tags})`.as("tag");
  const rows = await transact(actor, (tx) =>
    tx
      .selectDistinct({ tag })
      .from(keys)
      .where(and(eq(keys.orgId, actor.organizationId), isNull(keys.deletedAt)))
      .orderBy(tag)
      .limit(most),
  );
  return rows.map((row) => row.tag);
}
