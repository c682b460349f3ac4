import { z } from "zod";
import { environments } from "@/db/schema";
import { idField } from "@/lib/fields";
import type { EventPage } from "@/lib/history/list-events";
import { answerOf, text, time, whole } from "@/lib/openapi/answer";
import type { UsageEvent } from "@/lib/usage/summary";

const said = <S extends z.ZodType>(schema: S, description: string) => schema.meta({ description });

const Event = answerOf<UsageEvent>()(
  "UsageEvent",
  z.object({
    id: idField("evt"),
    at: time(),
    organizationId: idField("org"),
    requestId: said(idField("req"), "All verdicts of one batch bear the same."),
    application: said(
      z.object({ id: idField("app"), name: text() }).nullable(),
      "Null where the key is unknown.",
    ),
    key: said(
      z.object({ id: idField("key"), name: text(), sharedKey: text().nullable() }).nullable(),
      "Null where it is unknown.",
    ),
    api: said(
      z.object({ id: idField("api"), name: text(), slug: text().nullable() }).nullable(),
      "Null where none was asked for.",
    ),
    endpoint: said(
      z.object({ id: idField("end"), method: text(), path: text() }).nullable(),
      "Null where none was matched.",
    ),
    method: said(text().nullable(), "As sent; null where none was."),
    path: said(text().nullable(), "The template of the endpoint, never what was asked for itself."),
    environment: z.enum(environments).nullable(),
    outcome: said(text(), "The code of the verdict."),
    cost: said(whole(), "What it took of the key's rate limits and quota."),
    network: said(
      text().nullable(),
      "An address, or the network around it; null where it was not told. Missing without the scope usage.networks.",
    ).optional(),
    userAgent: said(text().nullable(), "The family of what asked, such as curl."),
    tags: said(z.array(text()), "As sent."),
    gate: said(text().nullable(), "Which gate judged it; null for the portal."),
    latencyMicros: said(
      whole(),
      "How long the verdict took, in microseconds, without the network.",
    ),
    oneOf: said(
      z.number().meta({ type: "integer", minimum: 1 }),
      "Above 1, one of about so many that came at that time: of very many only some are kept.",
    ),
  }),
);

export const UsageEvents = answerOf<EventPage>()(
  "UsageEvents",
  z.object({
    data: z.array(Event),
    nextCursor: said(
      text().nullable(),
      "Send it as after to get the next page; null where there are no more.",
    ),
    searchedTo: said(
      time().nullable(),
      "How far back it has looked, where it stopped before the page was full: go on with nextCursor.",
    ),
  }),
);
