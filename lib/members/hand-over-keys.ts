import { and, eq } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, can } from "@/lib/access/authorize";
import type { Right } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import type { MemberId } from "@/lib/ids";
import { markRevoked } from "@/lib/keys/revoke";
import { markStatus } from "@/lib/keys/set-status";
import type { KeyRow } from "@/lib/keys/summary";
import { loadAllRules } from "@/lib/policies/load-rules";
import { announce } from "@/lib/verification/announce";
import type { Member } from "./find";

export const fates = ["transfer", "service-owned", "quarantine", "revoke"] as const;
type Fate = (typeof fates)[number];

/** What becomes of each key of which the wish says so, or else policy. */
export async function decideFates(
  tx: Transaction,
  actor: Actor,
  leaving: Member,
  rows: KeyRow[],
  wished: Fate | undefined,
): Promise<Map<KeyRow, Fate>> {
  if (rows.length === 0) return new Map();
  if (wished) return new Map(rows.map((row) => [row, wished]));
  const { rulesOf } = await loadAllRules(tx, actor.organizationId);
  // Who leaves could else leave themself a key that no role limits.
  const mayKeep = actor.id !== leaving.id || can(actor, "member.edit");
  const decided = new Map<KeyRow, Fate>();
  for (const row of rows) {
    const { departedOwner } = rulesOf(row.applicationId).rules;
    if (departedOwner === "ask" || (departedOwner === "service-owned" && !mayKeep)) continue;
    decided.set(row, departedOwner);
  }
  return decided;
}

const rightFor = {
  transfer: "key.transfer",
  "service-owned": "key.transfer",
  quarantine: "key.quarantine",
  revoke: "key.revoke",
} as const satisfies Record<Fate, Right>;

/** Does with a key, which is held for it, what becomes of it. Throws 403. */
export async function handOverKey(
  tx: Transaction,
  actor: Actor,
  leaving: Member,
  row: KeyRow,
  fate: Fate,
  keysTo: MemberId | null,
): Promise<void> {
  if (actor.id !== leaving.id) authorize(actor, rightFor[fate]);
  if (fate === "revoke") {
    await markRevoked(tx, actor, row, { reason: "owner-left", note: "" });
    return;
  }
  if (fate === "quarantine") {
    if (row.status === "quarantined") return;
    await markStatus(tx, actor, row, "quarantined", `${leaving.name} left the organization.`);
    return;
  }
  const ownerId = fate === "transfer" ? keysTo : null;
  const revision = row.revision + 1;
  await tx
    .update(keys)
    .set({ ownerId, revision })
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, row.id)));
  await announce(tx, actor, { kind: "key", id: row.id, revision });
  await recordAudit(tx, actor, {
    action: "key.edited",
    target: { kind: "key", id: row.id, name: row.name },
    applicationId: row.applicationId,
    before: { ownerId: leaving.id },
    after: { ownerId },
  });
}
