import { and, eq, isNull } from "drizzle-orm";
import { findToken } from "@/db/lookup";
import { organizations, serviceTokens } from "@/db/schema";
import { transact } from "@/db/transact";
import { isToken } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { tokenStatusAt } from "@/lib/tokens/summary";
import { databaseClock } from "@/lib/verification/database-clock";
import { rememberUse } from "@/lib/verification/last-used";
import { makeActor, type Origin, type TokenActor } from "./actor";
import { unauthenticated } from "./authorize";
import { isScope } from "./rights";

const minute = 60_000;

const refused = () =>
  unauthenticated("Send a valid service token: Authorization: Bearer pcs_… with 50 characters.");

/**
 * The actor that a service token makes. Throws 401: a malformed one without asking the database;
 * an unknown, revoked or expired one, or that of a deleted organization, alike. Its last use is noted to the minute.
 */
export async function actorFromServiceToken(
  credential: string | null,
  origin: Origin,
): Promise<TokenActor> {
  if (credential === null || !isToken(credential)) throw refused();
  const named = await findToken(await credentialHash(credential));
  if (!named) throw refused();
  const { organizationId, tokenId } = named;
  const [found] = await transact({ organizationId }, (tx) =>
    tx
      .select({ row: serviceTokens })
      .from(serviceTokens)
      .innerJoin(organizations, eq(organizations.id, serviceTokens.orgId))
      .where(
        and(
          eq(serviceTokens.orgId, organizationId),
          eq(serviceTokens.id, tokenId),
          isNull(organizations.deletedAt),
        ),
      ),
  );
  const row = found?.row;
  const now = new Date();
  const time = new Date(databaseClock.now());
  if (!row || tokenStatusAt(row, time) !== "active") throw refused();
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= minute) {
    rememberUse({ kind: "token", organizationId, id: row.id, at: now, network: origin.network });
  }
  return makeActor<TokenActor>({
    kind: "token",
    id: row.id,
    organizationId,
    name: row.name,
    scopes: row.scopes.filter(isScope),
    apiId: row.apiId,
    environment: row.environment,
    expiresAt: row.expiresAt,
    origin,
  });
}
