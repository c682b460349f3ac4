import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { environments, serviceTokens, tokenLookup } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor, TokenActor } from "@/lib/access/actor";
import { authorize, unauthenticated } from "@/lib/access/authorize";
import { fitsBound, scopes } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import { isApiSlug } from "@/lib/catalog/fields";
import { findApi } from "@/lib/catalog/find";
import type { ApiRow } from "@/lib/catalog/summary";
import { AppError, invalid, RefusedError } from "@/lib/errors";
import { nameField, timeField } from "@/lib/fields";
import { newId } from "@/lib/ids";
import { generateToken } from "@/lib/keys/format";
import { actorNames } from "@/lib/members/names";
import { parse } from "@/lib/parse";
import { credentialHash } from "@/lib/secrets/installation";
import { type CreatedToken, summarizeToken } from "./summary";

/** An `expiresAt` that is left out is as the acting token has it, else none. */
export const CreateToken = z
  .strictObject({
    name: nameField(),
    scopes: z
      .array(z.enum(scopes, "There is no such scope."), "Choose at least one scope.")
      .min(1, "Choose at least one scope.")
      .max(scopes.length, "Name each scope once.")
      .transform((given) => scopes.filter((scope) => given.includes(scope))),
    api: z.string("The slug of an API.").max(100, "The slug of an API.").nullable().optional(),
    environment: z
      .enum(environments, "One of development, staging, production.")
      .nullable()
      .optional(),
    expiresAt: timeField()
      .refine((date) => date.getTime() > Date.now(), "A time in the future.")
      .nullable()
      .optional(),
  })
  .refine(({ scopes, api }) => !api || scopes.every((scope) => fitsBound(scope, "api")), {
    path: ["scopes"],
    error: "A service token bound to an API can have the scopes keys.verify and *.read only.",
  })
  .refine(
    ({ scopes, api, environment }) =>
      api || !environment || scopes.every((scope) => fitsBound(scope, "environment")),
    {
      path: ["scopes"],
      error: "A service token bound to an environment can have the scopes keys.* and *.read only.",
    },
  );

type Wish = z.output<typeof CreateToken>;

/**
 * Makes a service token and returns it, once; only its HMAC is kept. A service token may not make
 * one with more scopes or a longer life than its own. Throws 422, 403.
 */
export async function createToken(actor: Actor, input: unknown): Promise<CreatedToken> {
  authorize(actor, "token.edit");
  const wish = parse(CreateToken, input);
  return transact(actor, async (tx) => {
    const own = actor.kind === "token" ? await ownLimits(tx, actor) : null;
    const api = await boundApi(tx, actor, wish);
    const expiresAt = wish.expiresAt === undefined ? own?.expiresAt : wish.expiresAt;
    if (actor.kind === "token" && own) {
      const refusal = widening(own, { scopes: wish.scopes, expiresAt });
      if (refusal) throw new RefusedError(actor, "token.edit", refusal);
    }
    const serviceToken = generateToken();
    const hash = await credentialHash(serviceToken);
    const [row] = await tx
      .insert(serviceTokens)
      .values({
        orgId: actor.organizationId,
        id: newId("tok"),
        name: wish.name,
        hint: serviceToken.slice(0, 8),
        hash,
        scopes: wish.scopes,
        apiId: api?.id,
        environment: wish.environment,
        expiresAt,
        createdBy: actor.id,
      })
      .returning();
    if (!row) throw new Error("the service token was not inserted");
    await tx.insert(tokenLookup).values({ hash, orgId: row.orgId, tokenId: row.id });
    await recordAudit(tx, actor, {
      action: "token.created",
      target: { kind: "token", id: row.id, name: row.name },
      after: {
        scopes: wish.scopes,
        api: api?.slug ?? null,
        environment: row.environment,
        expiresAt: row.expiresAt,
      },
    });
    const names = await actorNames(tx, actor, [row.createdBy]);
    const token = summarizeToken(row, {
      apiSlug: api?.slug ?? null,
      createdByName: names.get(row.createdBy) ?? row.createdBy,
    });
    return { token, serviceToken };
  });
}

type Limits = Pick<typeof serviceTokens.$inferSelect, "scopes" | "expiresAt">;

/** The acting token's row, which stays as it is until the end of the transaction. */
async function ownLimits(tx: Transaction, actor: TokenActor): Promise<Limits> {
  const [row] = await tx
    .select()
    .from(serviceTokens)
    .where(
      and(
        eq(serviceTokens.orgId, actor.organizationId),
        eq(serviceTokens.id, actor.id),
        isNull(serviceTokens.revokedAt),
      ),
    )
    .for("share");
  if (!row) throw unauthenticated("The service token is not valid.");
  return row;
}

async function boundApi(tx: Transaction, actor: Actor, wish: Wish): Promise<ApiRow | null> {
  if (!wish.api) return null;
  const words = `There is no API with the slug ${wish.api}.`;
  if (!isApiSlug(wish.api)) throw invalid("api", words);
  return findApi(tx, actor, wish.api, "share").catch((error: unknown) => {
    throw error instanceof AppError && error.code === "NOT_FOUND" ? invalid("api", words) : error;
  });
}

/** In which way the wish is wider than the acting token, in words, or null. */
function widening(own: Limits, wish: { scopes: string[]; expiresAt?: Date | null }): string | null {
  const lacking = wish.scopes.filter((scope) => !own.scopes.includes(scope));
  if (lacking.length > 0) {
    return `A service token gives only scopes that it has; this one lacks ${lacking.join(", ")}.`;
  }
  if (own.expiresAt && (!wish.expiresAt || wish.expiresAt > own.expiresAt)) {
    return "A service token makes only tokens that end no later than itself.";
  }
  return null;
}
