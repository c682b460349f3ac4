import { sql } from "drizzle-orm";
import { changeLog } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";

export type Subject =
  | "key"
  | "application"
  | "grants"
  | "catalog"
  | "member"
  | "token"
  | "organization";

/** Tells every gate, from the commit of `tx` on, that what it knows of the subject is out of date. */
export async function announce(
  tx: Transaction,
  actor: Actor,
  change: { kind: Subject; id: string; revision: number },
): Promise<void> {
  await tx.insert(changeLog).values({
    orgId: actor.organizationId,
    subjectKind: change.kind,
    subjectId: change.id,
    revision: change.revision,
  });
  await tx.execute(sql`select pg_notify('portcullis_changes', '')`);
}
