import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { z } from "zod";
import { keyTokens } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type ApiId, fromUuid, type KeyId } from "@/lib/ids";
import type { KeyToken } from "./issue-token";

/** The audience of a token as the driver gives it: of what is none the column would throw. */
export const AudienceIds = z.array(z.guid().transform((id): ApiId => fromUuid("api", id))).min(1);

const columns = {
  ...getTableColumns(keyTokens),
  audienceIds: sql<unknown>`${keyTokens.audienceIds}`,
};

/** What the token of a JWT key says, for no API where that can't be read; undefined for another key. */
export async function findToken(
  tx: Transaction,
  actor: Actor,
  keyId: KeyId,
): Promise<KeyToken | undefined> {
  const [row] = await tx
    .select(columns)
    .from(keyTokens)
    .where(and(eq(keyTokens.orgId, actor.organizationId), eq(keyTokens.keyId, keyId)));
  return row && { ...row, audienceIds: AudienceIds.safeParse(row.audienceIds).data ?? [] };
}
