import { and, eq } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { announce } from "@/lib/verification/announce";
import { EditKey } from "./fields";
import { findKey } from "./find";
import { type KeySummary, summarizeKey } from "./summary";

/** Renames a key. Throws 404, 412 (the revision is another than `ifRevision`), 422, 403. */
export async function editKey(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<KeySummary> {
  authorize(actor, "key.create");
  const { name } = parse(EditKey, input);
  return transact(actor, async (tx) => {
    const before = await findKey(tx, actor, id, "update");
    authorizeIn(actor, "key.create", before.environment);
    authorizeOn(actor, "key.create", await findApplication(tx, actor, before.applicationId));
    expectRevision(before.revision, ifRevision);
    if (name === undefined || name === before.name) return summarizeKey(before);
    const [after] = await tx
      .update(keys)
      .set({ name, revision: before.revision + 1 })
      .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
      .returning();
    if (!after) throw new Error("the key was not changed");
    await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
    await recordAudit(tx, actor, {
      action: "key.edited",
      target: { kind: "key", id: after.id, name },
      applicationId: after.applicationId,
      before: { name: before.name },
      after: { name },
    });
    return summarizeKey(after);
  });
}
