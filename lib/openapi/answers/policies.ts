import { z } from "zod";
import { ceilings, environments } from "@/db/schema";
import { roleNames } from "@/lib/access/rights";
import { idField } from "@/lib/fields";
import { answerOf, revision, text, time, whole } from "@/lib/openapi/answer";
import type { Policies } from "@/lib/policies/load";
import type { PolicyPreview } from "@/lib/policies/preview";
import type { Effect } from "@/lib/verification/settle";
import { Environment, effectFields } from "./applications";
import { Role } from "./members";

const fields = {
  ceilings: z
    .record(z.enum(roleNames), z.record(z.enum(environments), z.enum(ceilings)))
    .meta({ description: "How much of its application's grants a key may use, by its owner." }),
  revision: revision(),
};

export const PolicySettings = answerOf<Policies>()("Policies", z.object(fields));

export const ChangedPolicies = answerOf<Policies & Effect>()(
  "ChangedPolicies",
  z.object({ ...fields, ...effectFields }),
);

export const Preview = answerOf<PolicyPreview>()(
  "PolicyPreview",
  z.object({
    narrowed: z.object({
      total: whole(),
      keys: z
        .array(
          z.object({
            id: idField("key"),
            name: text(),
            environment: Environment,
            application: z.object({ id: idField("app"), name: text() }),
            owner: z.object({ id: idField("mem"), name: text(), role: Role }),
            grantsLost: whole(),
            lastUsedAt: time().nullable(),
          }),
        )
        .meta({ description: "Those of them that were used last, at most 20." }),
    }),
  }),
);
