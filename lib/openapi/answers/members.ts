import { z } from "zod";
import { roleNames } from "@/lib/access/rights";
import { idField } from "@/lib/fields";
import type { MemberSummary } from "@/lib/members/summary";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";

export const Role = named("Role", z.enum(roleNames));

export const Member = answerOf<MemberSummary>()(
  "Member",
  z.object({
    id: idField("mem"),
    userId: idField("usr"),
    name: text(),
    email: text(),
    role: Role,
    createdAt: time(),
    lastActiveAt: time()
      .nullable()
      .meta({ description: "To a few minutes; null before the first visit." }),
    keys: whole().meta({ description: "Keys that they own and that work, or could work again." }),
    applications: whole().meta({ description: "Applications that they own." }),
    revision: revision(),
  }),
);
