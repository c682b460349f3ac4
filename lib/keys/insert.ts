import { eq } from "drizzle-orm";
import { keyLookup, keys, organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { credentialHash } from "@/lib/secrets/installation";
import { generateKey, parseKey } from "./format";
import { expectPresent } from "./owner";
import { type KeyRow, type KeySummary, summarizeKey } from "./summary";
import { told } from "./told";

/** The one answer that carries the secret. */
export type CreatedKey = { key: KeySummary; apiKey: string; sharedKey: string; secretKey: string };

type Given = Omit<
  typeof keys.$inferInsert,
  "orgId" | "id" | "sharedKey" | "hash" | "createdBy" | "status"
>;

/**
 * Makes a key of those columns and its audit event, which tells of the rules that it is excepted from
 * `exceptions`; only its HMAC is kept.
 */
export async function insertRow(
  tx: Transaction,
  actor: Actor,
  given: Given,
  exceptions: readonly string[] = [],
): Promise<CreatedKey> {
  await expectPresent(tx, actor, given.ownerId ?? null);
  const apiKey = generateKey(await prefixOf(tx, actor), given.environment);
  const parts = parseKey(apiKey);
  if (!parts) throw new Error("generated a key that does not parse");
  const { sharedKey, secretKey } = parts;
  const [row] = await tx
    .insert(keys)
    .values({
      ...given,
      orgId: actor.organizationId,
      id: newId("key"),
      sharedKey,
      hash: await credentialHash(apiKey),
      createdBy: actor.id,
    })
    .returning();
  if (!row) throw new Error("the key was not inserted");
  await tx.insert(keyLookup).values({ sharedKey, orgId: row.orgId, keyId: row.id });
  await recordAudit(tx, actor, {
    action: "key.created",
    target: { kind: "key", id: row.id, name: row.name },
    applicationId: row.applicationId,
    after: { ...toldOfNew(row), ...(exceptions.length > 0 && { exceptions }) },
  });
  return { key: summarizeKey(row), apiKey, sharedKey, secretKey };
}

/** What a key is made with; what is left out, it is without. */
function toldOfNew(row: KeyRow): Record<string, unknown> {
  const { name, expiresAt, tags, rateLimits, ...rest } = told(row);
  const { environment, sharedKey, replacesId: replaces } = row;
  const given = Object.entries({ ...rest, replaces }).filter(([, value]) => value !== null);
  return {
    ...{ name, environment, sharedKey, expiresAt },
    ...Object.fromEntries(given),
    ...(rateLimits.length > 0 && { rateLimits }),
    ...(tags.length > 0 && { tags }),
  };
}

async function prefixOf(tx: Transaction, actor: Actor): Promise<string> {
  const [row] = await tx
    .select({ keyPrefix: organizations.keyPrefix })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId));
  if (!row) throw notFound("organization");
  return row.keyPrefix;
}

/** What rules of policy are about in a key that is made now. */
export const factsOfNew = <T extends object>(given: T) => ({
  ...given,
  createdAt: new Date(),
  lastUsedAt: null,
  retiresAt: null,
  status: "active" as const,
});

/** Throws 409 where a new key of the application would be refused. */
export function expectActive({ status }: { status: "active" | "inactive" }): void {
  if (status === "active") return;
  throw conflict("The application is inactive. Activate it before you generate a key.");
}

/** Throws 422 where a key would end before it begins. */
export function expectSpan(
  { notBefore, expiresAt }: Pick<KeyRow, "notBefore" | "expiresAt">,
  path = "",
): void {
  if (notBefore === null || expiresAt === null || notBefore < expiresAt) return;
  throw invalid(`${path}notBefore`, "A time before the key's end.");
}
