import { z } from "zod";
import type { ImportResult } from "@/lib/catalog/import/result";
import { idField } from "@/lib/fields";
import { answerOf, revision, text, whole } from "@/lib/openapi/answer";
import { Method } from "./catalog";

const named = <K extends "endpoint" | "permission">(kind: K) => ({
  kind: z.literal(kind),
  name: text().meta({ description: "Such as GET /orders/{orderId}, or orders:read." }),
  note: text().optional().meta({ description: "How it was read, where that may surprise." }),
});

const facts = {
  path: text(),
  summary: text(),
  deprecated: z.boolean(),
  permission: text().nullable(),
};

const described = () => z.object({ description: text() });

const counted = () => z.object({ count: whole(), first: z.array(text()) });

const absent = () =>
  z.array(
    z.union([
      z.object({
        ...named("endpoint"),
        id: idField("end"),
        method: Method,
        path: text(),
        grantedTo: counted(),
      }),
      z.object({ ...named("permission"), id: idField("prm"), grantedTo: counted() }),
    ]),
  );

export const Import = answerOf<ImportResult>()(
  "Import",
  z.object({
    applied: z.boolean().meta({ description: "Whether it was done, or only looked at." }),
    document: z.object({ openapi: text(), title: text(), version: text() }),
    server: z
      .object({ url: text(), path: text() })
      .nullable()
      .meta({ description: "The document's first server, and the path before all others." }),
    prefix: text(),
    added: z.array(
      z.union([
        z.object({ ...named("endpoint"), method: Method, ...facts }),
        z.object({ ...named("permission"), description: text() }),
      ]),
    ),
    changed: z.array(
      z.union([
        z.object({
          ...named("endpoint"),
          id: idField("end"),
          method: Method,
          before: z.object(facts).partial(),
          after: z.object(facts).partial(),
        }),
        z.object({
          ...named("permission"),
          id: idField("prm"),
          before: described(),
          after: described(),
        }),
      ]),
    ),
    removed: absent(),
    kept: absent().meta({ description: "What is not in the document and stays." }),
    unchanged: z.object({ endpoints: whole(), permissions: whole() }),
    affectedGrants: z
      .array(
        z.object({
          application: z.object({ id: idField("app"), name: text() }),
          grant: text(),
          effect: z.enum(["removed", "changed"]),
          loses: counted(),
          gains: counted(),
        }),
      )
      .meta({ description: "Grants that go, or reach others than before: at most 1000." }),
    affected: z.object({ grants: whole(), applications: whole() }),
    skipped: z.array(z.object({ method: text().nullable(), path: text(), reason: text() })),
    plan: text().meta({
      description: "Send it as plan, and nothing is done where it would be another thing by then.",
    }),
    revision: revision(),
  }),
);
