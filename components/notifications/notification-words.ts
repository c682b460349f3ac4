import { ruleWords } from "@/components/policies/rule-words";
import { metricWords, valueWords, windowWords } from "@/lib/alerts/words";
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
  if (told.kind === "alert.fired" || told.kind === "alert.calmed") return alertWords(told);
  if (told.kind === "quota.near" || told.kind === "quota.reached") return quotaWords(told);
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

type Told<K extends NotificationSummary["kind"]> = Extract<NotificationSummary, { kind: K }>;

function alertWords({ kind, facts }: Told<"alert.fired" | "alert.calmed">): Words {
  const { applicationId, application, metric, direction, threshold, windowMinutes, value } = facts;
  const what = [metricWords(metric), ...(value === null ? [] : [valueWords(metric, value)])];
  const now = `${what.join(" ")} over ${windowWords(windowMinutes)}`;
  const title =
    kind === "alert.fired"
      ? `Alert on ${application}: ${now}, ${direction} ${valueWords(metric, threshold)}`
      : `Calm again on ${application}: ${now}`;
  return { title, text: "", path: `applications/${applicationId}/alerts` };
}

function quotaWords({ kind, facts }: Told<"quota.near" | "quota.reached">): Words {
  const { keyId, key, application, used, limit, period } = facts;
  const share = kind === "quota.near" ? `${Math.floor((used / limit) * 100)}% of` : "up";
  const quota = `${limit.toLocaleString("en-US")} per ${period}`;
  const title = `${key} of ${application} has used ${share} its quota of ${quota}`;
  return { title, text: "", path: `keys/${keyId}` };
}
