import { z } from "zod";
import { environments } from "@/db/schema";
import { idField } from "@/lib/fields";
import { answerOf, text, time, whole } from "@/lib/openapi/answer";
import type { UsageSeries } from "@/lib/usage/get";
import { usageBuckets } from "@/lib/usage/summary";

const grouped = "Where grouped by it.";
const orNull = (words: string) => ({ description: `${grouped} ${words}` });

export const UsagePoints = answerOf<UsageSeries>()(
  "Usage",
  z.object({
    from: time().meta({ description: "Inclusive; the beginning of a bucket (UTC)." }),
    to: time().meta({ description: "Exclusive; the end of a bucket (UTC)." }),
    bucket: z.enum(usageBuckets),
    points: z
      .array(
        z.object({
          start: time(),
          application: idField("app")
            .nullable()
            .meta(orNull("Null where the key was unknown."))
            .optional(),
          key: idField("key").nullable().meta(orNull("Null where it was unknown.")).optional(),
          api: idField("api").nullable().meta(orNull("Null where none was asked for.")).optional(),
          endpoint: idField("end")
            .nullable()
            .meta(orNull("Null where none was matched."))
            .optional(),
          environment: z
            .enum(environments)
            .nullable()
            .meta(orNull("Null where the key was unknown."))
            .optional(),
          outcome: text()
            .meta({ description: `${grouped} The code of a verdict.` })
            .optional(),
          count: whole().meta({ type: "integer", minimum: 1, description: "Verdicts." }),
          cost: whole().meta({ type: "integer", minimum: 0, description: "What they cost." }),
        }),
      )
      .meta({
        description:
          "By time, then by what they are grouped by. Of what nothing was counted: none.",
      }),
  }),
);
