import type { Tone } from "@/components/ui/tone";

type Outcome = { word: string; tone: Tone };

const looks: Record<string, Outcome> = {
  VALID: { word: "Valid", tone: "ok" },
  RATE_LIMITED: { word: "Rate limited", tone: "warn" },
  QUOTA_EXCEEDED: { word: "Quota exceeded", tone: "warn" },
  QUARANTINED: { word: "Quarantined", tone: "warn" },
  NOT_YET_VALID: { word: "Not yet valid", tone: "warn" },
  INSUFFICIENT_PERMISSIONS: { word: "Not permitted", tone: "bad" },
  IP_NOT_ALLOWED: { word: "Network not allowed", tone: "bad" },
  ORIGIN_NOT_ALLOWED: { word: "Origin not allowed", tone: "bad" },
  WRONG_ENVIRONMENT: { word: "Wrong environment", tone: "bad" },
  APPLICATION_INACTIVE: { word: "Application inactive", tone: "bad" },
  DISABLED: { word: "Disabled", tone: "bad" },
  REVOKED: { word: "Revoked", tone: "bad" },
  EXPIRED: { word: "Expired", tone: "bad" },
  NOT_FOUND: { word: "Unknown key", tone: "bad" },
  MALFORMED: { word: "Malformed", tone: "bad" },
  UNREADABLE: { word: "Unreadable", tone: "bad" },
};

/** What can be chosen as an outcome, by what happens most. */
export const outcomes = Object.keys(looks);

/** What a verdict is called and how grave it is; a code that is not known is refused. */
export const outcomeLook = (code: string): Outcome => looks[code] ?? { word: code, tone: "bad" };
