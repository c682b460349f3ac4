import type { memberships } from "@/db/schema";
import type { Role } from "@/lib/access/rights";
import type { ApplicationId, KeyId, MemberId, TokenId, UserId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";

export type MembershipRow = typeof memberships.$inferSelect;

/** A present member. Times are RFC 3339 UTC. */
export type MemberSummary = {
  id: MemberId;
  userId: UserId;
  name: string;
  email: string;
  role: Role;
  createdAt: string;
  /** To a few minutes; null before the first visit. */
  lastActiveAt: string | null;
  /** How many keys they own that work, or could work again. */
  keys: number;
  /** How many applications they own. */
  applications: number;
  revision: number;
};

/** What somebody has to take over before a member leaves, and what is worth a look. */
export type Possessions = {
  applications: {
    id: ApplicationId;
    name: string;
    activeKeys: number;
    lastUsedAt: string | null;
  }[];
  keys: {
    id: KeyId;
    name: string;
    environment: Environment;
    applicationName: string;
    lastUsedAt: string | null;
  }[];
  /** Active service tokens that they created: these go on working. */
  tokens: { id: TokenId; name: string; lastUsedAt: string | null }[];
  /** Who can take it over. */
  heirs: { id: MemberId; name: string; email: string }[];
};
