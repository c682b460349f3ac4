import { ruleWords } from "@/components/policies/rule-words";
import type { NotificationSummary } from "@/lib/notifications/summary";

type Words = {
  title: string;
  /** What somebody said. */
  text: string;
  path: string;
};

const did = {
  "access.requested": "requests",
  "access.approved": "approved",
  "access.refused": "refused",
  "access.withdrawn": "withdrew",
} as const;

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

/** What happened in one sentence, what was said, and where to look. */
export function notificationWords(told: NotificationSummary): Words {
  if (told.kind === "key.due") {
    const { keyId, key, application, rule, daysLeft } = told.facts;
    const title =
      rule === "expiry"
        ? `${key} of ${application} expires in ${days(daysLeft)}`
        : `${key} of ${application} has ${days(daysLeft)} left by policy: ${ruleWords[rule].name}`;
    return { title, text: "", path: `keys/${keyId}` };
  }
  if (told.kind === "key.stopped") {
    const { keyId, key, application, rule, what } = told.facts;
    const title = `${key} of ${application} was ${what} by policy: ${ruleWords[rule].name}`;
    return { title, text: "", path: `keys/${keyId}` };
  }
  if (told.kind === "key.changed") {
    const { keyId, key, application, what, by } = told.facts;
    return { title: `${by} ${what} ${key} of ${application}`, text: "", path: `keys/${keyId}` };
  }
  const { kind, facts } = told;
  const what = kind === "access.withdrawn" ? `the request for ${facts.asks}` : facts.asks;
  const where =
    kind === "access.withdrawn" ? `of ${facts.application}` : `for ${facts.application}`;
  return {
    title: `${facts.by} ${did[kind]} ${what} ${where}`,
    text: "answer" in facts ? facts.answer : "",
    path: `inbox/requests/${facts.requestId}`,
  };
}
