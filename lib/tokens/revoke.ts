import { and, eq, sql } from "drizzle-orm";
import { serviceTokens } from "@/db/schema";

import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { notFound } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { withdrawInvitationsOf } from "@/lib/invitations/withdraw";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { summarizeTokens } from "./list";
import type { TokenSummary } from "./summary";

/**
 * Revokes a service token for good, and the invitations that it made; once more does nothing. Throws
 * 404, 403.
 */
export async function revokeToken(actor: Actor, id: unknown): Promise<TokenSummary> {
  authorize(actor, "token.edit");
  if (!isId("tok", id)) throw notFound("service token");
  return transactSettled(actor, async (tx) => {
    const own = and(eq(serviceTokens.orgId, actor.organizationId), eq(serviceTokens.id, id));
    const [before] = await tx.select().from(serviceTokens).where(own).for("update");
    if (!before) throw notFound("service token");
    let row = before;
    if (!before.revokedAt) {
      const [revoked] = await tx
        .update(serviceTokens)
        .set({
          revokedAt: sql`now()`,
          revokedBy: actor.id,
          revision: sql`${serviceTokens.revision} + 1`,
        })
        .where(own)
        .returning();
      if (!revoked) throw notFound("service token");
      row = revoked;
      await withdrawInvitationsOf(tx, actor, row.id);
      await announce(tx, actor, { kind: "token", id: row.id, revision: row.revision });
      await recordAudit(tx, actor, {
        action: "token.revoked",
        target: { kind: "token", id: row.id, name: row.name },
      });
    }
    const [summary] = await summarizeTokens(tx, actor, [row]);
    if (!summary) throw notFound("service token");
    return summary;
  });
}
