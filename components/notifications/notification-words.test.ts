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

test.each(cases)("$kind", (notification, title, text) => {
  const path = "inbox/requests/acr_1";
  expect(notificationWords(notification)).toEqual({ title, text, path });
});
