import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { apis, applications, keys, maintainers } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { AppError, type FieldError } from "@/lib/errors";
import { idField } from "@/lib/fields";
import type { MemberId } from "@/lib/ids";
import { announce } from "@/lib/verification/announce";
import { findHeir, type Member } from "./find";
import { decideFates, fates, handOverKey } from "./hand-over-keys";
import { presentApplications, standingKeys } from "./owned";

export const HandOver = z.strictObject({
  /** Who gets the applications. */
  applicationsTo: idField("mem").optional(),
  /**
   * What becomes of the keys; left out, what policy says. `service-owned` ones belong to nobody and
   * no role limits them; `quarantine` leaves them who left, to be looked at.
   */
  keys: z.enum(fates, `One of ${fates.join(", ")}.`).optional(),
  /** Who gets the keys, with `transfer`. */
  keysTo: idField("mem").optional(),
});
export type HandOver = z.output<typeof HandOver>;

/**
 * Gives what a leaving member owns to others, or ends it. `lockMembers` has been called, and the
 * membership has ended, so that nothing new is owned. Throws 409 where something is owned and neither
 * the wish nor, of keys, policy says what becomes of it, 422, 403.
 */
export async function handOver(
  tx: Transaction,
  actor: Actor,
  leaving: Member,
  wish: HandOver,
): Promise<void> {
  const owned = await lockOwned(tx, actor, leaving.id);
  const fatesOf = await decideFates(tx, actor, leaving, owned.keys, wish.keys);
  expectAnswers(leaving, owned, wish, fatesOf.size);
  const heir = async (id: MemberId | undefined, path: string) =>
    id ? (await findHeir(tx, actor, leaving, id, path)).id : null;
  const applicationsTo = await heir(wish.applicationsTo, "applicationsTo");
  const keysTo = await heir(wish.keysTo, "keysTo");
  await handOverApplications(tx, actor, leaving, owned.applications, applicationsTo);
  for (const [key, fate] of fatesOf) await handOverKey(tx, actor, leaving, key, fate, keysTo);
  await handOverApis(tx, actor, leaving, applicationsTo);
  await tx
    .delete(maintainers)
    .where(and(eq(maintainers.orgId, actor.organizationId), eq(maintainers.memberId, leaving.id)));
}

type Owned = Awaited<ReturnType<typeof lockOwned>>;

async function lockOwned(tx: Transaction, actor: Actor, owner: MemberId) {
  return {
    applications: await tx
      .select()
      .from(applications)
      .where(presentApplications(actor, [owner]))
      .orderBy(applications.id)
      .for("update"),
    keys: await tx
      .select()
      .from(keys)
      .where(standingKeys(actor, [owner]))
      .orderBy(keys.id)
      .for("update"),
  };
}

function expectAnswers({ name }: Member, owned: Owned, wish: HandOver, decided: number): void {
  const errors: FieldError[] = [];
  if (owned.applications.length > 0 && !wish.applicationsTo) {
    const message = `${name} owns ${listed("application", owned.applications)}. Choose who gets them.`;
    errors.push({ path: "applicationsTo", message });
  }
  if (decided < owned.keys.length) {
    const message = `${name} owns ${listed("key", owned.keys)}. Choose to transfer, to make service-owned, to quarantine or to revoke them.`;
    errors.push({ path: "keys", message });
  }
  if (owned.keys.length > 0 && wish.keys === "transfer" && !wish.keysTo) {
    errors.push({ path: "keysTo", message: "Choose who gets the keys." });
  }
  if (errors.length === 0) return;
  throw new AppError("CONFLICT", errors.map(({ message }) => message).join(" "), { errors });
}

/** `2 keys (ci, nightly)`. */
function listed(noun: string, things: { name: string }[]): string {
  const shown = things.slice(0, 5).map(({ name }) => name);
  const more = things.length > shown.length ? `, … ${things.length - shown.length} more` : "";
  return `${things.length} ${noun}${things.length === 1 ? "" : "s"} (${shown.join(", ")}${more})`;
}

async function handOverApplications(
  tx: Transaction,
  actor: Actor,
  leaving: Member,
  rows: Owned["applications"],
  ownerId: MemberId | null,
): Promise<void> {
  if (rows.length === 0 || !ownerId) return;
  if (actor.id !== leaving.id) authorize(actor, "application.transfer");
  const now = new Date();
  for (const row of rows) {
    const revision = row.revision + 1;
    const mine = and(eq(applications.orgId, actor.organizationId), eq(applications.id, row.id));
    await tx.update(applications).set({ ownerId, revision, updatedAt: now }).where(mine);
    await tx
      .delete(maintainers)
      .where(
        and(
          eq(maintainers.orgId, actor.organizationId),
          eq(maintainers.applicationId, row.id),
          eq(maintainers.memberId, ownerId),
        ),
      );
    await announce(tx, actor, { kind: "application", id: row.id, revision });
    await recordAudit(tx, actor, {
      action: "application.edited",
      target: { kind: "application", id: row.id, name: row.name },
      applicationId: row.id,
      before: { ownerId: leaving.id },
      after: { ownerId },
    });
  }
}

/** Whom to ask about an API: the heir of the applications, else nobody. */
async function handOverApis(
  tx: Transaction,
  actor: Actor,
  leaving: Member,
  ownerId: MemberId | null,
): Promise<void> {
  const rows = await tx
    .update(apis)
    .set({ ownerId, revision: sql`${apis.revision} + 1` })
    .where(and(eq(apis.orgId, actor.organizationId), eq(apis.ownerId, leaving.id)))
    .returning();
  for (const { id, name, revision } of rows) {
    await announce(tx, actor, { kind: "catalog", id, revision });
    await recordAudit(tx, actor, {
      action: "api.edited",
      target: { kind: "api", id, name },
      before: { ownerId: leaving.id },
      after: { ownerId },
    });
  }
}
