import { summarizeLimits } from "@/lib/limits/columns";
import type { KeyRow } from "./summary";

/** What can be edited of a key, as the audit log tells it. */
export const told = (row: KeyRow) => ({
  name: row.name,
  notBefore: row.notBefore,
  expiresAt: row.expiresAt,
  permissions: row.permissions,
  allowedNetworks: row.allowedNetworks,
  allowedOrigins: row.allowedOrigins,
  ...summarizeLimits(row),
  tags: row.tags,
  ownerId: row.ownerId,
});
