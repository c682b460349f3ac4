import type { serviceTokens } from "@/db/schema";
import type { Scope } from "@/lib/access/rights";
import type { ApiId, TokenId } from "@/lib/ids";

export type TokenRow = typeof serviceTokens.$inferSelect;
export type TokenStatus = "active" | "expired" | "revoked";

/** A service token as screens and the management API show it. Holds no secret. */
export type TokenSummary = {
  id: TokenId;
  name: string;
  /** Its first characters, to recognise it by. */
  hint: string;
  scopes: Scope[];
  api: { id: ApiId; slug: string } | null;
  environment: TokenRow["environment"];
  expiresAt: string | null;
  status: TokenStatus;
  createdAt: string;
  createdBy: string;
  createdByName: string;
  lastUsedAt: string | null;
};

/** The one answer that carries the service token. */
export type CreatedToken = { token: TokenSummary; serviceToken: string };

export function tokenStatusAt(
  row: Pick<TokenRow, "revokedAt" | "expiresAt">,
  now: Date,
): TokenStatus {
  if (row.revokedAt) return "revoked";
  return row.expiresAt && row.expiresAt <= now ? "expired" : "active";
}

export function summarizeToken(
  row: TokenRow,
  names: { apiSlug: string | null; createdByName: string },
  now = new Date(),
): TokenSummary {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes as Scope[],
    api: row.apiId && names.apiSlug !== null ? { id: row.apiId, slug: names.apiSlug } : null,
    environment: row.environment,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    status: tokenStatusAt(row, now),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    createdByName: names.createdByName,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
