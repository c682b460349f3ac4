import { and, eq } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn, canEverywhere } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { RefusedError } from "@/lib/errors";
import { limitColumns, limitsIn, summarizeLimits } from "@/lib/limits/columns";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { EditKey } from "./fields";
import { findKey } from "./find";
import { expectGranted } from "./permissions";
import { type KeyRow, type KeySummary, summarizeKey } from "./summary";

const told = (row: KeyRow) => ({
  name: row.name,
  permissions: row.permissions,
  ...summarizeLimits(row),
});

/**
 * Renames a key or changes its permissions or limits, of which those sent are replaced as a whole.
 * Throws 404, 412 (the revision is another than `ifRevision`), 422 (also for a permission that the
 * application is not granted), 403 (also where a key of somebody else would get more).
 */
export async function editKey(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<KeySummary> {
  authorize(actor, "key.create");
  const { name, permissions, ...limits } = parse(EditKey, input);
  return transactSettled(actor, async (tx) => {
    const { applicationId } = await findKey(tx, actor, id);
    const application = await findApplication(tx, actor, applicationId, "share");
    const before = await findKey(tx, actor, id, "update");
    authorizeIn(actor, "key.create", before.environment);
    authorizeOn(actor, "key.create", application);
    expectRevision(before.revision, ifRevision);
    if (widens(before.permissions, permissions)) expectMayWiden(actor, before);
    await expectGranted(tx, actor, application, permissions);
    const change = {
      name: name ?? before.name,
      permissions: permissions === undefined ? before.permissions : permissions,
      ...limitColumns(limits),
    };
    const was = told(before);
    const is = told({ ...before, ...change });
    const same = limitsIn(before) !== undefined && JSON.stringify(is) === JSON.stringify(was);
    if (same) return summarizeKey(before);
    const [after] = await tx
      .update(keys)
      .set({ ...change, revision: before.revision + 1 })
      .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
      .returning();
    if (!after) throw new Error("the key was not changed");
    await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
    await recordAudit(tx, actor, {
      action: "key.edited",
      target: { kind: "key", id: after.id, name: after.name },
      applicationId: after.applicationId,
      before: was,
      after: is,
    });
    return summarizeKey(after);
  });
}

const widens = (before: KeyRow["permissions"], wanted: KeyRow["permissions"] | undefined) =>
  before !== null &&
  wanted !== undefined &&
  (wanted === null || wanted.some((name) => !before.includes(name)));

/** The role of its owner may reach further than that of who would give it more. */
function expectMayWiden(actor: Actor, { ownerId }: KeyRow): void {
  if (ownerId === actor.id || canEverywhere(actor, "key.create")) return;
  throw new RefusedError(
    actor,
    "key.create",
    "Only the key's owner or an admin gives it more permissions. Ask one of them.",
  );
}
