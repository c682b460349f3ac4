import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { recordRefusal } from "@/lib/audit/refusal";
import { AppError, conflict, notFound, RefusedError } from "@/lib/errors";
import { isId, type KeyId } from "@/lib/ids";
import { revokeIn } from "@/lib/keys/revoke";
import { isOver } from "@/lib/keys/state";
import { type KeyRow, type KeySummary, statusAt, summarizeKey } from "@/lib/keys/summary";
import { parse } from "@/lib/parse";
import { type Effect, settled } from "@/lib/verification/settle";
import { idleDays, isIdle } from "./finding";
import { withoutUse } from "./unused";

const RemoveUnused = z.strictObject({
  ids: z
    .array(
      z.custom<KeyId>((id) => isId("key", id), "An id beginning with key_."),
      "A list of ids.",
    )
    .min(1, "Choose at least one key.")
    .max(100, "At most 100 keys.")
    .transform((ids) => [...new Set(ids)].sort()),
});

/** The keys that it ended, and those that stay as they are, with why. */
export type RemovedUnused = Effect & {
  removed: KeySummary[];
  failed: { id: KeyId; name: string; words: string }[];
};

/**
 * Revokes those of the keys with which, at that moment, nobody can have asked for anything for 90
 * days; each leaves its own audit event. The others stay, also those that the actor may not revoke
 * and those that do not exist. Throws 422, 403.
 */
export async function removeUnused(actor: Actor, input: unknown): Promise<RemovedUnused> {
  authorize(actor, "key.revoke");
  const { ids } = parse(RemoveUnused, input);
  const { value, effect } = await settled(actor, async (tx) => {
    const removed: KeySummary[] = [];
    const failed: (RemovedUnused["failed"][number] & { error: AppError })[] = [];
    const now = new Date();
    const held = await holdKeys(tx, actor, ids);
    const idle = [...held.values()].filter((key) => isIdle(key, now)).map(({ id }) => id);
    const unused = await withoutUse(tx, actor, idle, now);
    for (const id of ids) {
      const key = held.get(id);
      try {
        if (!key) throw notFound("key");
        const application = await findApplication(tx, actor, key.applicationId);
        authorizeIn(actor, "key.revoke", key.environment);
        authorizeOn(actor, "key.revoke", application);
        expectUnused(key, unused, now);
        const wish = { reason: "unused", note: "" } as const;
        removed.push(summarizeKey(await revokeIn(tx, actor, application, key, wish)));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failed.push({ id, name: key?.name ?? "", words: error.message, error });
      }
    }
    return { removed, failed };
  });
  for (const { error } of value.failed) {
    if (error instanceof RefusedError) await recordRefusal(error);
  }
  return {
    removed: value.removed,
    failed: value.failed.map(({ id, name, words }) => ({ id, name, words })),
    ...effect,
  };
}

async function holdKeys(
  tx: Transaction,
  actor: Actor,
  ids: readonly KeyId[],
): Promise<Map<KeyId, KeyRow>> {
  const rows = await tx
    .select()
    .from(keys)
    .where(
      and(eq(keys.orgId, actor.organizationId), inArray(keys.id, [...ids]), isNull(keys.deletedAt)),
    )
    .orderBy(asc(keys.id))
    .for("update");
  return new Map(rows.map((row) => [row.id, row]));
}

function expectUnused(key: KeyRow, unused: ReadonlySet<KeyId>, now: Date): void {
  const status = statusAt(key, now);
  if (isOver(status)) throw conflict(`It is ${status} already.`);
  if (!isIdle(key, now)) throw conflict(`It was used or made in the last ${idleDays} days.`);
  if (key.kind === "jwt") {
    throw conflict("Services may check its token where no gate sees it: revoke it by itself.");
  }
  if (!unused.has(key.id)) {
    throw conflict(`Somebody tried to use it in the last ${idleDays} days.`);
  }
}
