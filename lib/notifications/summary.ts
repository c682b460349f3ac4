import type { AccessRequestId, ApplicationId, NotificationId } from "@/lib/ids";

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

/** What is told by kind: facts that its words and its link are made of. */
export type NotificationFacts = {
  "access.requested": AboutRequest;
  "access.approved": Answered;
  "access.refused": Answered;
  "access.withdrawn": AboutRequest;
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
