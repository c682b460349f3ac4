import type { AlertCondition } from "@/lib/alerts/words";
import type { AccessRequestId, AlertRuleId, ApplicationId, KeyId, NotificationId } from "@/lib/ids";
import type { RuleName } from "@/lib/policies/rules";

type AboutRequest = {
  requestId: AccessRequestId;
  applicationId: ApplicationId;
  application: string;
  /** What is asked for: `orders:refund and 2 more`. */
  asks: string;
  /** Who did it, by name. */
  by: string;
};

type Answered = AboutRequest & { answer: string };

type AboutKey = {
  keyId: KeyId;
  key: string;
  applicationId: ApplicationId;
  application: string;
};

/** `expiry`: the key's own end, not a policy's. */
type Due = AboutKey & { rule: RuleName | "expiry"; dueAt: string; daysLeft: number };

/** `value`: what it is now; null where too little came to tell. */
type AboutAlert = AlertCondition & {
  alertId: AlertRuleId;
  applicationId: ApplicationId;
  application: string;
  value: number | null;
};

type AboutQuota = AboutKey & {
  used: number;
  limit: number;
  period: "day" | "month";
  /** When it begins anew. */
  endsAt: string;
};

/** What is told by kind: facts that its words and its link are made of. */
export type NotificationFacts = {
  "access.requested": AboutRequest;
  "access.approved": Answered;
  "access.refused": Answered;
  "access.withdrawn": AboutRequest;
  /** So many days are left until the key is stopped. */
  "key.due": Due;
  "key.stopped": AboutKey & { rule: RuleName; what: "disabled" | "revoked" };
  /** Somebody else disabled, enabled, quarantined or revoked a key that one owns. */
  "key.changed": AboutKey & {
    what: "disabled" | "enabled" | "quarantined" | "revoked";
    by: string;
  };
  "alert.fired": AboutAlert;
  "alert.calmed": AboutAlert;
  /** At least 80 %, and not yet all, of a key's quota is used. */
  "quota.near": AboutQuota;
  "quota.reached": AboutQuota;
};

export type NotificationKind = keyof NotificationFacts;

/** Times are RFC 3339 UTC; `readAt` is null while it is unread. */
export type NotificationSummary = {
  [K in NotificationKind]: {
    id: NotificationId;
    kind: K;
    facts: NotificationFacts[K];
    createdAt: string;
    readAt: string | null;
  };
}[NotificationKind];
