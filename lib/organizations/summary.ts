import type { organizations } from "@/db/schema";
import type { ApplicationId, OrganizationId } from "@/lib/ids";

export type OrganizationRow = typeof organizations.$inferSelect;

/** An organization as screens show it. Times are RFC 3339 UTC. */
export type OrganizationSummary = {
  id: OrganizationId;
  slug: string;
  name: string;
  keyPrefix: string;
  /** How many days the access history is kept. */
  historyDays: number;
  /** Whether callers' addresses are written to it whole. */
  historyNetworks: OrganizationRow["historyNetworks"];
  createdAt: string;
  revision: number;
};

/** What stops when the organization is deleted. */
export type OrganizationImpact = {
  applications: { id: ApplicationId; name: string; activeKeys: number }[];
  activeKeys: number;
  activeTokens: number;
  members: number;
  /** When one of its keys was last used. */
  lastUsedAt: string | null;
};

export const summarizeOrganization = (row: OrganizationRow): OrganizationSummary => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  keyPrefix: row.keyPrefix,
  historyDays: row.historyDays,
  historyNetworks: row.historyNetworks,
  createdAt: row.createdAt.toISOString(),
  revision: row.revision,
});
