import { and, eq } from "drizzle-orm";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationRow } from "@/lib/applications/find";
import { announce } from "@/lib/verification/announce";

/** Raises the application's revision and tells the gates that its grants are others now. */
export async function grantsChanged(
  tx: Transaction,
  actor: Actor,
  application: Pick<ApplicationRow, "id" | "revision">,
): Promise<number> {
  const revision = application.revision + 1;
  await tx
    .update(applications)
    .set({ revision, updatedAt: new Date() })
    .where(and(eq(applications.orgId, actor.organizationId), eq(applications.id, application.id)));
  await announce(tx, actor, { kind: "grants", id: application.id, revision });
  return revision;
}
