import { expect, test } from "vitest";
import type { NotificationSummary } from "@/lib/notifications/summary";
import { notificationWords } from "./notification-words";

const facts = {
  requestId: "acr_1",
  applicationId: "app_1",
  application: "CRM",
  asks: "orders:refund",
  by: "Dora",
} as const;
const told = { id: "ntf_1", createdAt: "2026-11-21T12:00:00.000Z", readAt: null } as const;

const cases: [NotificationSummary, string, string][] = [
  [{ ...told, kind: "access.requested", facts }, "Dora requests orders:refund for CRM", ""],
  [
    { ...told, kind: "access.approved", facts: { ...facts, answer: "Fine." } },
    "Dora approved orders:refund for CRM",
    "Fine.",
  ],
  [
    { ...told, kind: "access.refused", facts: { ...facts, answer: "No." } },
    "Dora refused orders:refund for CRM",
    "No.",
  ],
  [
    { ...told, kind: "access.withdrawn", facts },
    "Dora withdrew the request for orders:refund of CRM",
    "",
  ],
];

const key = { keyId: "key_1", key: "ci", applicationId: "app_1", application: "CRM" } as const;
const dueAt = "2026-12-01T00:00:00.000Z";

const ofKeys: [NotificationSummary, string][] = [
  [
    { ...told, kind: "key.due", facts: { ...key, rule: "expiry", dueAt, daysLeft: 7 } },
    "ci of CRM expires in 7 days",
  ],
  [
    { ...told, kind: "key.due", facts: { ...key, rule: "rotation", dueAt, daysLeft: 1 } },
    "ci of CRM has 1 day left by policy: Rotation",
  ],
  [
    { ...told, kind: "key.stopped", facts: { ...key, rule: "idle", what: "disabled" } },
    "ci of CRM was disabled by policy: Idle keys",
  ],
  [
    { ...told, kind: "key.changed", facts: { ...key, what: "quarantined", by: "Olive" } },
    "Olive quarantined ci of CRM",
  ],
];

test.each(ofKeys)("$kind", (notification, title) => {
  expect(notificationWords(notification)).toEqual({ title, text: "", path: "keys/key_1" });
});

test.each(cases)("$kind", (notification, title, text) => {
  const path = "inbox/requests/acr_1";
  expect(notificationWords(notification)).toEqual({ title, text, path });
});

const rule = {
  alertId: "alr_1",
  applicationId: "app_1",
  application: "CRM",
  metric: "refused-share",
  direction: "above",
  threshold: 20,
  windowMinutes: 15,
} as const;

const ofAlerts: [NotificationSummary, string][] = [
  [
    { ...told, kind: "alert.fired", facts: { ...rule, value: 34.5 } },
    "Alert on CRM: refused share 34.5% over 15 minutes, above 20%",
  ],
  [
    { ...told, kind: "alert.calmed", facts: { ...rule, value: 3 } },
    "Calm again on CRM: refused share 3% over 15 minutes",
  ],
  [
    { ...told, kind: "alert.calmed", facts: { ...rule, value: null } },
    "Calm again on CRM: refused share over 15 minutes",
  ],
];

test.each(ofAlerts)("$kind", (notification, title) => {
  const path = "applications/app_1/alerts";
  expect(notificationWords(notification)).toEqual({ title, text: "", path });
});

const quota = { ...key, limit: 10_000, period: "month", endsAt: dueAt } as const;

const ofQuotas: [NotificationSummary, string][] = [
  [
    { ...told, kind: "quota.near", facts: { ...quota, used: 8990 } },
    "ci of CRM has used 89% of its quota of 10,000 per month",
  ],
  [
    { ...told, kind: "quota.reached", facts: { ...quota, used: 10_000 } },
    "ci of CRM has used up its quota of 10,000 per month",
  ],
];

test.each(ofQuotas)("$kind", (notification, title) => {
  expect(notificationWords(notification)).toEqual({ title, text: "", path: "keys/key_1" });
});
