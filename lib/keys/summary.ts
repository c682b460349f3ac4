import type { keys } from "@/db/schema";
import { type ApplicationId, type KeyId, type MemberId, timeOf } from "@/lib/ids";
import { type LimitSummary, summarizeLimits } from "@/lib/limits/columns";
import type { Effect } from "@/lib/verification/settle";
import type { Environment } from "./format";
import { isOver } from "./state";

export type KeyRow = typeof keys.$inferSelect;
export type KeyStatus = KeyRow["status"];
export type KeyKind = KeyRow["kind"];

/** A key as screens and the management API show it. Holds no secret. Times are RFC 3339 UTC. */
export type KeySummary = LimitSummary & {
  id: KeyId;
  applicationId: ApplicationId;
  name: string;
  environment: Environment;
  kind: KeyKind;
  /** Null for a JWT key, which is known by its id. */
  sharedKey: string | null;
  status: KeyStatus;
  /** Since when it is disabled or quarantined, or was at its end, by whom (an id) and why. */
  statusSince: string | null;
  statusBy: string | null;
  statusNote: string;
  permissions: string[] | null;
  /** In CIDR notation; null for anywhere. */
  allowedNetworks: string[] | null;
  allowedOrigins: string[] | null;
  tags: string[];
  notBefore: string | null;
  expiresAt: string | null;
  ownerId: MemberId | null;
  replacesId: KeyId | null;
  replacedById: KeyId | null;
  /** While it is being rotated: when it ends, or how long after the first use of the new key. */
  retiresAt: string | null;
  overlapSeconds: number | null;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  lastUsedNetwork: string | null;
  /** The address of the gate that saw it, or `portal`. */
  lastUsedGate: string | null;
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

/** Null also for a time that is none: the database knows `infinity`. */
export const iso = (date: Date | null): string | null =>
  date !== null && Number.isFinite(date.getTime()) ? date.toISOString() : null;

/** The status at `now`: what time brings is true before the worker has noted it. */
export function statusAt(
  row: Pick<KeyRow, "status" | "expiresAt" | "retiresAt">,
  now: Date,
): KeyStatus {
  if (isOver(row.status)) return row.status;
  if (row.expiresAt !== null && row.expiresAt <= now) return "expired";
  if (row.retiresAt !== null && row.retiresAt <= now) return "revoked";
  return row.status;
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
    statusSince: iso(row.statusSince),
    statusBy: row.statusBy,
    statusNote: row.statusNote,
    permissions: row.permissions,
    allowedNetworks: row.allowedNetworks,
    allowedOrigins: row.allowedOrigins,
    tags: row.tags,
    notBefore: iso(row.notBefore),
    expiresAt: iso(row.expiresAt),
    ...summarizeLimits(row),
    ownerId: row.ownerId,
    replacesId: row.replacesId,
    replacedById: row.replacedById,
    retiresAt: iso(row.retiresAt),
    overlapSeconds: row.overlapSeconds,
    createdAt: iso(row.createdAt) ?? timeOf("key", row.id).toISOString(),
    createdBy: row.createdBy,
    lastUsedAt: iso(row.lastUsedAt),
    lastUsedNetwork: row.lastUsedNetwork,
    lastUsedGate: row.lastUsedGate,
    revokedAt: iso(row.revokedAt),
    revokedBy: row.revokedBy,
    revokeReason: row.revokeReason,
    revision: row.revision,
  };
}
