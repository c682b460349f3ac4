import { z } from "zod";
import { auditOutcomes } from "@/db/schema";
import type { AuditEventSummary } from "@/lib/audit/summary";
import { idField } from "@/lib/fields";
import { answerOf, text, time } from "@/lib/openapi/answer";

const fields = () =>
  z.record(z.string(), z.unknown()).nullable().meta({ description: "The fields that changed." });

export const AuditEvent = answerOf<AuditEventSummary>()(
  "AuditEvent",
  z.object({
    id: idField("aud"),
    occurredAt: time(),
    actor: z.object({
      kind: z.enum(["member", "token", "key", "system"]),
      id: text(),
      name: text(),
    }),
    action: text().meta({ description: "In the past tense, such as key.revoked." }),
    outcome: z.enum(auditOutcomes),
    target: z.object({ kind: text(), id: text(), name: text() }).nullable(),
    applicationId: idField("app").nullable(),
    network: text().nullable(),
    userAgent: text().nullable(),
    requestId: text(),
    reason: text().nullable(),
    before: fields(),
    after: fields(),
  }),
);
