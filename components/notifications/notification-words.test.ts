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
