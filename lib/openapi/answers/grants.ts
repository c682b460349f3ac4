import { z } from "zod";
import { idField } from "@/lib/fields";
import type { GrantList, GrantSummary } from "@/lib/grants/summary";
import { answerOf, revision, text, time } from "@/lib/openapi/answer";
import { Environment } from "./applications";
import { Method } from "./catalog";

const Grant = answerOf<GrantSummary>()(
  "Grant",
  z.object({
    id: idField("grt"),
    api: z.object({ id: idField("api"), slug: text(), name: text() }),
    permission: z.object({ id: idField("prm"), name: text(), sensitive: z.boolean() }).nullable(),
    endpoint: z
      .object({
        id: idField("end"),
        method: Method,
        path: text(),
        deprecated: z.boolean(),
        permission: text().nullable(),
      })
      .nullable(),
    sensitive: z.boolean(),
    reason: text(),
    createdAt: time(),
    createdBy: text(),
    createdByName: text(),
    approvedFor: z.array(Environment),
    approvedBy: text().nullable(),
    approvedByName: text().nullable(),
    closedToDevelopers: z.array(Environment).meta({
      description: "The environments in which keys that a developer owns may not use it.",
    }),
  }),
);

export const Grants = answerOf<GrantList>()(
  "Grants",
  z.object({ grants: z.array(Grant), revision: revision() }),
);
