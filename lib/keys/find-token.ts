import { and, eq } from "drizzle-orm";
import { keyTokens } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { KeyId } from "@/lib/ids";
import type { KeyToken } from "./issue-token";

/** What the token of a JWT key says; undefined for another key. */
export async function findToken(
  tx: Transaction,
  actor: Actor,
  keyId: KeyId,
): Promise<KeyToken | undefined> {
  const [row] = await tx
    .select()
    .from(keyTokens)
    .where(and(eq(keyTokens.orgId, actor.organizationId), eq(keyTokens.keyId, keyId)));
  return row;
}
