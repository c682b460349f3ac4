import type { ApplicationId, MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import type { Effect } from "@/lib/verification/settle";

/** An application as screens and the management API show it. Times are RFC 3339 UTC. */
export type ApplicationSummary = {
  id: ApplicationId;
  name: string;
  description: string;
  baseUrl: string;
  status: "active" | "inactive";
  ownerId: MemberId;
  ownerName: string;
  /** Members whom the owner lets manage it. */
  maintainerIds: MemberId[];
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
    /** Of the first active secret key. */
    sharedKey: string | null;
  };
  lastUsedAt: string | null;
};

/** An application and the moment from which on its keys are refused everywhere. */
export type DeactivatedApplication = ApplicationSummary & Effect;
