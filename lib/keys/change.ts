import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { z } from "zod";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { AppError, notFound, RefusedError } from "@/lib/errors";
import type { ApplicationId, KeyId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { type Effect, settled } from "@/lib/verification/settle";
import { ChangeKeys } from "./fields";
import { revokeIn } from "./revoke";
import { changeStatus, rightTo } from "./set-status";
import { type KeyRow, type KeySummary, summarizeKey } from "./summary";

type Wish = z.output<typeof ChangeKeys>;

/** A key that stayed as it was, and why; without a name where there is none. */
export type UnchangedKey = { id: KeyId; name: string; words: string };
export type ChangedKeys = Effect & { changed: KeySummary[]; failed: UnchangedKey[] };

const becomes = { disable: "disabled", enable: "active", quarantine: "quarantined" } as const;

/**
 * Does the same with up to 100 keys, in one transaction: revokes, disables, enables or quarantines
 * each that can be, and says of the others why not. Throws 422, 403 (where the actor may do so with
 * no key).
 */
export async function changeKeys(actor: Actor, input: unknown): Promise<ChangedKeys> {
  authorize(actor, "key.revoke");
  const wish = parse(ChangeKeys, input);
  if (wish.action !== "revoke") authorize(actor, rightTo[becomes[wish.action]]);
  const { value, effect } = await settled(actor, async (tx) => {
    const found = await lockKeys(tx, actor, wish.ids);
    const results = new Map<KeyId, KeyRow | string>();
    for (const id of wish.ids.toSorted(inOrder(found))) {
      results.set(id, await changeOne(tx, actor, found.get(id), wish));
    }
    const changed: KeySummary[] = [];
    const failed: UnchangedKey[] = [];
    for (const id of wish.ids) {
      const result = results.get(id) ?? "";
      if (typeof result !== "string") changed.push(summarizeKey(result));
      else failed.push({ id, name: found.get(id)?.row.name ?? "", words: result });
    }
    return { changed, failed };
  });
  return { ...value, ...effect };
}

type Locked = { row: KeyRow; application: ApplicationRow };

/** To enable a key holds up its application and environment: every bulk does so in the same order. */
function inOrder(found: Map<KeyId, Locked>) {
  const placeOf = (id: KeyId) => {
    const row = found.get(id)?.row;
    return row ? `${row.applicationId} ${row.environment}` : "";
  };
  return (a: KeyId, b: KeyId) => placeOf(a).localeCompare(placeOf(b));
}

/** Those keys that there are, and their applications, each held in the order of its ids. */
async function lockKeys(tx: Transaction, actor: Actor, ids: KeyId[]): Promise<Map<KeyId, Locked>> {
  const those = and(
    eq(keys.orgId, actor.organizationId),
    inArray(keys.id, ids),
    isNull(keys.deletedAt),
  );
  const places = await tx
    .selectDistinct({ id: keys.applicationId })
    .from(keys)
    .where(those)
    .orderBy(asc(keys.applicationId));
  const applications = new Map<ApplicationId, ApplicationRow>();
  for (const { id } of places) {
    applications.set(id, await findApplication(tx, actor, id, "share"));
  }
  const rows = await tx.select().from(keys).where(those).orderBy(asc(keys.id)).for("update");
  return new Map(
    rows.flatMap((row) => {
      const application = applications.get(row.applicationId);
      return application ? [[row.id, { row, application }]] : [];
    }),
  );
}

/** The key as it is then, or why it stays as it is; a refusal is written to the audit log. */
async function changeOne(
  tx: Transaction,
  actor: Actor,
  key: Locked | undefined,
  { action, reason, note }: Wish,
): Promise<KeyRow | string> {
  try {
    if (!key) throw notFound("key");
    const { row, application } = key;
    return action === "revoke"
      ? await revokeIn(tx, actor, application, row, { reason, note })
      : await changeStatus(tx, actor, application, row, becomes[action], note);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error instanceof RefusedError && key) {
      await recordAudit(tx, actor, {
        action: `${error.permission}.refused`,
        outcome: "refused",
        target: { kind: "key", id: key.row.id, name: key.row.name },
        applicationId: key.application.id,
        reason: error.message,
      });
    }
    return error.message;
  }
}
