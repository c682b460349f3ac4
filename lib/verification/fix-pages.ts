import type { ApplicationId, KeyId } from "@/lib/ids";
import type { Code } from "./verdict";

type Refused = { key: { id: KeyId }; application: { id: ApplicationId } };

const keyPage = ({ key }: Refused) => `keys/${key.id}`;
const keysPage = ({ application }: Refused) => `applications/${application.id}/keys`;

/** The page of an organization where what made the verdict so can be changed. */
export const fixPages: Partial<Record<Code, (refused: Refused) => string>> = {
  REVOKED: keysPage,
  EXPIRED: keysPage,
  NOT_YET_VALID: keyPage,
  DISABLED: keyPage,
  QUARANTINED: keyPage,
  APPLICATION_INACTIVE: ({ application }) => `applications/${application.id}/settings`,
  IP_NOT_ALLOWED: keyPage,
  ORIGIN_NOT_ALLOWED: keyPage,
  QUOTA_EXCEEDED: keyPage,
  RATE_LIMITED: keyPage,
};
