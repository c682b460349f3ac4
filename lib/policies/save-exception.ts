import { and, eq, gt, inArray, isNull } from "drizzle-orm";
import { keys, policyExceptions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { AppError, type FieldError } from "@/lib/errors";
import type { KeyId } from "@/lib/ids";
import { isOver } from "@/lib/keys/state";
import { type KeyRow, statusAt } from "@/lib/keys/summary";
import type { RuleName } from "./rules";

export type ExceptionRow = typeof policyExceptions.$inferSelect;
export type ExceptionWish = { rule: RuleName; until: Date; reason: string };

export async function findException(
  tx: Transaction,
  actor: Actor,
  keyId: KeyId,
  rule: RuleName,
): Promise<ExceptionRow | undefined> {
  const [row] = await tx
    .select()
    .from(policyExceptions)
    .where(
      and(
        eq(policyExceptions.orgId, actor.organizationId),
        eq(policyExceptions.keyId, keyId),
        eq(policyExceptions.rule, rule),
      ),
    );
  return row;
}

/** Lets the key break the rule until then. Returns whether that changes anything. */
export async function saveException(
  tx: Transaction,
  actor: Actor,
  key: Pick<KeyRow, "id" | "name" | "applicationId">,
  { rule, until, reason }: ExceptionWish,
): Promise<boolean> {
  const before = await findException(tx, actor, key.id, rule);
  if (before?.until.getTime() === until.getTime() && before.reason === reason) return false;
  const set = { until, reason, createdBy: actor.id, createdAt: new Date() };
  await tx
    .insert(policyExceptions)
    .values({ orgId: actor.organizationId, keyId: key.id, rule, ...set })
    .onConflictDoUpdate({
      target: [policyExceptions.orgId, policyExceptions.keyId, policyExceptions.rule],
      set,
    });
  await recordAudit(tx, actor, {
    action: "policy.excepted",
    target: { kind: "key", id: key.id, name: key.name },
    applicationId: key.applicationId,
    reason,
    ...(before && { before: { rule, until: before.until, reason: before.reason } }),
    after: { rule, until, reason },
  });
  return true;
}

/**
 * What the key that replaces another may break as that one may: all save what time brings, since it
 * is new.
 */
export function exceptionsToPass(
  tx: Transaction,
  actor: Actor,
  from: KeyId,
): Promise<ExceptionRow[]> {
  return tx
    .select()
    .from(policyExceptions)
    .where(
      and(
        eq(policyExceptions.orgId, actor.organizationId),
        eq(policyExceptions.keyId, from),
        inArray(policyExceptions.rule, ["lifetime", "never", "kind", "networks"]),
        gt(policyExceptions.until, new Date()),
      ),
    );
}

/** They stay those of who made them. */
export async function passExceptions(
  tx: Transaction,
  exceptions: readonly ExceptionRow[],
  keyId: KeyId,
): Promise<void> {
  if (exceptions.length === 0) return;
  await tx.insert(policyExceptions).values(exceptions.map((one) => ({ ...one, keyId })));
}

/** As `saveException` for several, whose place in the input is named where one can't be. */
export async function saveExceptions(
  tx: Transaction,
  actor: Actor,
  wishes: readonly (ExceptionWish & { keyId: KeyId })[],
): Promise<boolean> {
  if (wishes.length === 0) return false;
  const rows = await tx
    .select()
    .from(keys)
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        inArray(
          keys.id,
          wishes.map(({ keyId }) => keyId),
        ),
        isNull(keys.deletedAt),
      ),
    );
  const now = new Date();
  const found = new Map(rows.map((row) => [row.id, row]));
  const errors: FieldError[] = wishes.flatMap(({ keyId }, at) => {
    const key = found.get(keyId);
    const path = `exceptions.${at}.keyId`;
    if (!key) return [{ path, message: "There is no such key." }];
    return isOver(statusAt(key, now)) ? [{ path, message: "This key is over." }] : [];
  });
  if (errors.length > 0) {
    throw new AppError("INVALID", "Some keys can't be excepted.", { errors: errors.slice(0, 50) });
  }
  let changed = false;
  for (const wish of wishes) {
    const key = found.get(wish.keyId);
    if (key && (await saveException(tx, actor, key, wish))) changed = true;
  }
  return changed;
}
