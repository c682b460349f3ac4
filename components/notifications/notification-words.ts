import type { NotificationSummary } from "@/lib/notifications/summary";

const did = {
  "access.requested": "requests",
  "access.approved": "approved",
  "access.refused": "refused",
  "access.withdrawn": "withdrew",
} as const;

/** What happened in one sentence, what was said, and where to look. */
export function notificationWords({ kind, facts }: NotificationSummary): {
  title: string;
  text: string;
  path: string;
} {
  const what = kind === "access.withdrawn" ? `the request for ${facts.asks}` : facts.asks;
  const where =
    kind === "access.withdrawn" ? `of ${facts.application}` : `for ${facts.application}`;
  return {
    title: `${facts.by} ${did[kind]} ${what} ${where}`,
    text: "answer" in facts ? facts.answer : "",
    path: `inbox/requests/${facts.requestId}`,
  };
}
