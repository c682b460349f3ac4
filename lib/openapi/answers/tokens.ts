import { z } from "zod";
import { scopes } from "@/lib/access/rights";
import { idField } from "@/lib/fields";
import { answerOf, named, text, time } from "@/lib/openapi/answer";
import type { CreatedToken, TokenSummary } from "@/lib/tokens/summary";
import { Environment } from "./applications";

export const Token = answerOf<TokenSummary>()(
  "ServiceToken",
  z.object({
    id: idField("tok"),
    name: text(),
    hint: text().meta({ description: "Its first characters, to recognise it by." }),
    scopes: z.array(named("Scope", z.enum(scopes))),
    api: z
      .object({ id: idField("api"), slug: text() })
      .nullable()
      .meta({ description: "The API that it is bound to." }),
    environment: Environment.nullable(),
    expiresAt: time().nullable(),
    status: z.enum(["active", "expired", "revoked"]),
    createdAt: time(),
    createdBy: text(),
    createdByName: text(),
    lastUsedAt: time().nullable(),
  }),
);

export const Created = answerOf<CreatedToken>()(
  "CreatedServiceToken",
  z.object({
    token: Token,
    serviceToken: text().meta({ description: "Shown this one time; kept nowhere." }),
  }),
);
