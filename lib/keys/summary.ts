import type { keys } from "@/db/schema";
import type { ApplicationId, KeyId, MemberId } from "@/lib/ids";
import { type LimitSummary, summarizeLimits } from "@/lib/limits/columns";
import type { Effect } from "@/lib/verification/settle";
import type { Environment } from "./format";

export type KeyRow = typeof keys.$inferSelect;
export type KeyStatus = KeyRow["status"];

/** A key as screens and the management API show it. Holds no secret. Times are RFC 3339 UTC. */
export type KeySummary = LimitSummary & {
  id: KeyId;
  applicationId: ApplicationId;
  name: string;
  environment: Environment;
  kind: "secret";
  sharedKey: string;
  status: KeyStatus;
  permissions: string[] | null;
  notBefore: string | null;
  expiresAt: string | null;
  ownerId: MemberId | null;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  lastUsedNetwork: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
  revokeReason: string | null;
  revision: number;
};

/** A key in a list, with the names that its ids stand for. */
export type KeyListItem = KeySummary & {
  applicationName: string;
  ownerName: string | null;
  createdByName: string;
};

export type RevokedKey = Effect & { key: KeySummary; revision: number };

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** The status at `now`: a key past its end is expired before the worker has noted it. */
export function statusAt(row: Pick<KeyRow, "status" | "expiresAt">, now: Date): KeyStatus {
  const over = row.expiresAt !== null && row.expiresAt <= now;
  return over && row.status !== "revoked" ? "expired" : row.status;
}

export function summarizeKey(row: KeyRow, now = new Date()): KeySummary {
  return {
    id: row.id,
    applicationId: row.applicationId,
    name: row.name,
    environment: row.environment,
    kind: row.kind,
    sharedKey: row.sharedKey,
    status: statusAt(row, now),
    permissions: row.permissions,
    notBefore: iso(row.notBefore),
    expiresAt: iso(row.expiresAt),
    ...summarizeLimits(row),
    ownerId: row.ownerId,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    lastUsedAt: iso(row.lastUsedAt),
    lastUsedNetwork: row.lastUsedNetwork,
    revokedAt: iso(row.revokedAt),
    revokedBy: row.revokedBy,
    revokeReason: row.revokeReason,
    revision: row.revision,
  };
}
