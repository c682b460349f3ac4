import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { invitationLookup } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { env } from "@/lib/env";
import type { InvitationId } from "@/lib/ids";
import { credentialHash } from "@/lib/secrets/installation";

const day = 86_400_000;

export const invitationEnd = () => new Date(Date.now() + 7 * day);

/** Whether it could be the token of a link. */
export const isInvitationToken = (value: unknown): value is string =>
  typeof value === "string" && /^[\w-]{22}$/.test(value);

/**
 * A fresh link in place of any former one; only its token's hash is kept. The token stands behind #,
 * so that no server logs it.
 */
export async function issueLink(tx: Transaction, actor: Actor, id: InvitationId): Promise<string> {
  const token = randomBytes(16).toString("base64url");
  await endLink(tx, actor, id);
  await tx.insert(invitationLookup).values({
    hash: await credentialHash(token),
    orgId: actor.organizationId,
    invitationId: id,
  });
  return `${env().PUBLIC_URL}/invitations#${token}`;
}

export async function endLink(tx: Transaction, actor: Actor, id: InvitationId): Promise<void> {
  await tx
    .delete(invitationLookup)
    .where(
      and(eq(invitationLookup.orgId, actor.organizationId), eq(invitationLookup.invitationId, id)),
    );
}
