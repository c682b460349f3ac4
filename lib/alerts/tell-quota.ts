import { and, eq, isNull } from "drizzle-orm";
import { memberships, quotaNotices } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import type { MemberId } from "@/lib/ids";
import type { KeyRow } from "@/lib/keys/summary";
import { notify } from "@/lib/notifications/notify";
import type { Quota } from "@/lib/verification/services";

/** So many percent of a quota are told of, each once per period. */
export const noticeSteps = [100, 80] as const;

/** A key's quota of which that share is used. Times are milliseconds since 1970. */
export type FullQuota = {
  key: KeyRow;
  quota: Quota;
  starts: number;
  ends: number;
  used: number;
  percent: (typeof noticeSteps)[number];
};

/**
 * Tells who owns the key or, where nobody who is there does, its application, and its maintainers;
 * of a quota that is used up also owners and admins. False where that was told in this period.
 */
export async function tellOfQuota(
  tx: Transaction,
  actor: Actor,
  { key, quota, starts, ends, used, percent }: FullQuota,
): Promise<boolean> {
  const noted = await tx
    .insert(quotaNotices)
    .values(
      noticeSteps
        .filter((step) => step <= percent)
        .map((step) => ({
          orgId: actor.organizationId,
          keyId: key.id,
          periodStart: new Date(starts),
          percent: step,
        })),
    )
    .onConflictDoNothing()
    .returning({ percent: quotaNotices.percent });
  if (!noted.some((row) => row.percent === percent)) return false;
  const application = await findApplication(tx, actor, key.applicationId);
  const kind = percent === 100 ? "quota.reached" : "quota.near";
  const facts = { used, ...quota, endsAt: new Date(ends).toISOString() };
  await recordAudit(tx, actor, {
    action: percent === 100 ? "key.quota-reached" : "key.quota-near",
    target: { kind: "key", id: key.id, name: key.name },
    applicationId: application.id,
    after: facts,
  });
  const to = await audience(tx, actor, key, application, percent === 100);
  await notify(tx, actor, to, kind, {
    keyId: key.id,
    key: key.name,
    applicationId: application.id,
    application: application.name,
    ...facts,
  });
  return true;
}

async function audience(
  tx: Transaction,
  actor: Actor,
  key: KeyRow,
  application: ApplicationRow,
  andAdmins: boolean,
): Promise<MemberId[]> {
  const present = await tx
    .select({ id: memberships.id, role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.orgId, actor.organizationId), isNull(memberships.removedAt)));
  const isThere = present.some(({ id }) => id === key.ownerId);
  const admins = present.filter(({ role }) => role === "owner" || role === "admin");
  return [
    isThere && key.ownerId ? key.ownerId : application.ownerId,
    ...application.maintainerIds,
    ...(andAdmins ? admins.map(({ id }) => id) : []),
  ];
}
