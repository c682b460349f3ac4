import { eq } from "drizzle-orm";
import { keyLookup, keys, organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { credentialHash } from "@/lib/secrets/installation";
import { announce } from "@/lib/verification/announce";
import { generateKey, parseKey } from "./format";
import { type Audience, issueToken } from "./issue-token";
import { expectPresent } from "./owner";
import { type KeyKind, type KeyRow, type KeySummary, summarizeKey } from "./summary";
import { told } from "./told";

/** The one answer that carries the secret: of a JWT key the token. */
export type CreatedKey = CreatedSecretKey | CreatedJwtKey;
export type CreatedSecretKey = {
  key: KeySummary;
  apiKey: string;
  sharedKey: string;
  secretKey: string;
};
export type CreatedJwtKey = { key: KeySummary; token: string };

/** What comes of a wish, as far as its type tells the kind; a secret key where it names none. */
export type CreatedOf<Wish> = unknown extends Wish
  ? CreatedKey
  : Wish extends { kind: infer Kind }
    ? { secret: CreatedSecretKey; jwt: CreatedJwtKey }[Kind & KeyKind]
    : CreatedSecretKey;

type Given = Omit<
  typeof keys.$inferInsert,
  "orgId" | "id" | "sharedKey" | "hash" | "createdBy" | "status"
>;

type Besides = {
  /** The rules that it is excepted from, for the audit log. */
  exceptions?: readonly string[];
  /** Of a JWT key. */
  audience?: Audience;
  /** Where the wish stood. */
  path?: string;
};

/** Makes a key of those columns and its audit event. Throws as `issueToken` does. */
export async function insertRow(
  tx: Transaction,
  actor: Actor,
  given: Given,
  { exceptions = [], audience = null, path = "" }: Besides = {},
): Promise<CreatedKey> {
  await expectPresent(tx, actor, given.ownerId ?? null);
  const { created, after } =
    given.kind === "jwt"
      ? await insertJwt(tx, actor, given, audience, path)
      : await insertSecret(tx, actor, given);
  const { id, name, applicationId } = created.key;
  await recordAudit(tx, actor, {
    action: "key.created",
    target: { kind: "key", id, name },
    applicationId,
    after: { ...after, ...(exceptions.length > 0 && { exceptions }) },
  });
  return created;
}

type Inserted = { created: CreatedKey; after: Record<string, unknown> };

/** Only its HMAC is kept. */
async function insertSecret(tx: Transaction, actor: Actor, given: Given): Promise<Inserted> {
  const apiKey = generateKey(await prefixOf(tx, actor), given.environment);
  const parts = parseKey(apiKey);
  if (!parts) throw new Error("generated a key that does not parse");
  const { sharedKey, secretKey } = parts;
  const hash = await credentialHash(apiKey);
  const row = await insertKeyRow(tx, actor, { ...given, sharedKey, hash });
  await tx.insert(keyLookup).values({ sharedKey, orgId: row.orgId, keyId: row.id });
  const created = { key: summarizeKey(row), apiKey, sharedKey, secretKey };
  return { created, after: toldOfNew(row) };
}

/** Only what the token says is kept. Its span is that of the key, to whole seconds within it. */
async function insertJwt(
  tx: Transaction,
  actor: Actor,
  given: Given,
  wanted: Audience,
  path: string,
): Promise<Inserted> {
  const span = expectSignable(given, path);
  const row = await insertKeyRow(tx, actor, { ...given, ...span });
  const { expiresAt } = span;
  const { token, row: said } = await issueToken(tx, actor, { ...row, expiresAt }, wanted, path);
  // What it is published as may have changed while it was made: whoever tells of that looks at it.
  await announce(tx, actor, { kind: "key", id: row.id, revision: row.revision });
  const { signingKeyId: signingKey, audiences: audience, scope } = said;
  return {
    created: { key: summarizeKey(row), token },
    after: { ...toldOfNew(row), kind: row.kind, signingKey, audience, scope },
  };
}

async function insertKeyRow(
  tx: Transaction,
  actor: Actor,
  given: Omit<typeof keys.$inferInsert, "orgId" | "id" | "createdBy">,
): Promise<KeyRow> {
  const [row] = await tx
    .insert(keys)
    .values({
      ...given,
      orgId: actor.organizationId,
      id: newId("key"),
      createdBy: actor.id,
    })
    .returning();
  if (!row) throw new Error("the key was not inserted");
  return row;
}

const offline =
  "Whoever checks a token without asking can't see this: leave it out, or generate a secret key.";

/** The span of a JWT key. Throws 422 where what is wished can't be kept by a token. */
function expectSignable(given: Given, path: string): { notBefore: Date | null; expiresAt: Date } {
  if (given.allowedNetworks) throw invalid(`${path}allowedNetworks`, offline);
  if (given.allowedOrigins) throw invalid(`${path}allowedOrigins`, offline);
  if (!given.expiresAt) throw invalid(`${path}expiresAt`, "A JWT key has an end: choose one.");
  const expiresAt = new Date(Math.floor(given.expiresAt.getTime() / 1000) * 1000);
  const notBefore = given.notBefore && new Date(Math.ceil(given.notBefore.getTime() / 1000) * 1000);
  if (expiresAt <= new Date()) throw invalid(`${path}expiresAt`, "A later time.");
  expectSpan({ notBefore: notBefore ?? null, expiresAt }, path);
  return { notBefore: notBefore ?? null, expiresAt };
}

/** What a key is made with; what is left out, it is without. */
function toldOfNew(row: KeyRow): Record<string, unknown> {
  const { name, expiresAt, tags, rateLimits, ...rest } = told(row);
  const { environment, sharedKey, replacesId: replaces } = row;
  const given = Object.entries({ ...rest, sharedKey, replaces }).filter(
    ([, value]) => value !== null,
  );
  return {
    ...{ name, environment, expiresAt },
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
