import type { ApplicationId, MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";

/** An application as screens and the management API show it. Times are RFC 3339 UTC. */
export type ApplicationSummary = {
  id: ApplicationId;
  name: string;
  description: string;
  baseUrl: string;
  status: "active" | "inactive";
  ownerId: MemberId;
  ownerName: string;
  createdAt: string;
  createdBy: string;
  createdByName: string;
  updatedAt: string;
  revision: number;
  keys: {
    active: number;
    total: number;
    /** Those with active keys. */
    environments: Environment[];
    /** Of the first active key. */
    sharedKey: string | null;
  };
  lastUsedAt: string | null;
};
