import { and, eq, inArray } from "drizzle-orm";
import { SignJWT } from "jose";
import { keyTokens, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { env } from "@/lib/env";
import { invalid } from "@/lib/errors";
import type { ApiId } from "@/lib/ids";
import { currentSigningKey } from "@/lib/signing/current";
import { takeStatusPlace } from "@/lib/statuses/place";
import { type Reach, reachOf } from "@/lib/verification/reach";
import { byApi, readGrants, readPlace } from "@/lib/verification/record";
import { readStanding } from "@/lib/verification/staff";
import type { KeyRow } from "./summary";
import { longestToken } from "./token-format";

export type KeyToken = typeof keyTokens.$inferSelect;

/**
 * The APIs that a token is to be for: each of those slugs, or those of the ids on which the key may
 * do something; null for all on which it may.
 */
export type Audience = { slugs: readonly string[] } | { apiIds: readonly ApiId[] } | null;

/** Its beginning and its end are whole seconds, as tokens tell them. */
export type SignedKey = KeyRow & { expiresAt: Date };

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/**
 * Signs the token of a JWT key (RFC 9068, RFC 7518 §3.4) and keeps what it says, not the token
 * itself. Throws 422 (`path` is where the wish stood), 503 (no signing key opens).
 */
export async function issueToken(
  tx: Transaction,
  actor: Actor,
  key: SignedKey,
  wanted: Audience,
  path = "",
): Promise<{ token: string; row: KeyToken }> {
  const { slug, reach } = await reachIn(tx, actor, key);
  const audience = wanted === null ? reach : chosen(reach, wanted, `${path}audiences`);
  if (audience.length === 0) throw invalid(`${path}kind`, unconnected);
  const scope = [...new Set(audience.flatMap((one) => one.permissions))].sort();
  await expectClear(tx, actor, audience, scope, `${path}audiences`);
  const signer = await currentSigningKey(tx, actor);
  const issuer = `${env().GATE_PUBLIC_URL}/o/${slug}`;
  const place = await takeStatusPlace(tx, actor);
  const [row] = await tx
    .insert(keyTokens)
    .values({
      orgId: actor.organizationId,
      keyId: key.id,
      signingKeyId: signer.id,
      issuer,
      audienceIds: audience.map(({ apiId }) => apiId),
      audiences: audience.map((one) => one.slug),
      scope,
      ...place,
      expiresAt: key.expiresAt,
    })
    .returning();
  if (!row) throw new Error("the token was not kept");
  const now = seconds(new Date());
  const token = await new SignJWT({
    iss: issuer,
    sub: key.applicationId,
    client_id: key.applicationId,
    aud: row.audiences,
    jti: key.id,
    iat: now,
    nbf: key.notBefore ? Math.max(now, seconds(key.notBefore)) : now,
    exp: seconds(key.expiresAt),
    scope: scope.join(" "),
    env: key.environment,
    ...(key.ownerId && { owner: key.ownerId }),
    status: {
      status_list: {
        idx: place.statusIndex,
        uri: `${issuer}/status-lists/${place.statusList}`,
      },
    },
  })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: signer.id })
    .sign(signer.privateKey);
  if (token.length > longestToken) throw invalid(`${path}permissions`, tooLong);
  return { token, row };
}

const unconnected =
  "A token names the APIs that it is for, and this key may do nothing on any. Connect the application to an API first, or generate a secret key.";
const tooLong =
  "The token would be too long for the headers of usual servers. Choose fewer permissions or APIs.";

async function reachIn(
  tx: Transaction,
  actor: Actor,
  key: KeyRow,
): Promise<{ slug: string; reach: Reach[] }> {
  const { organizationId } = actor;
  const standing = await readStanding(tx, organizationId, { key });
  const granted = byApi(await readGrants(tx, organizationId, key.applicationId));
  const { slug, apis } = await readPlace(tx, organizationId);
  const reach = reachOf({ key }, standing, apis, granted);
  return { slug, reach: reach.sort((a, b) => (a.slug < b.slug ? -1 : 1)) };
}

function chosen(reach: Reach[], wanted: NonNullable<Audience>, path: string): Reach[] {
  if ("apiIds" in wanted) return reach.filter(({ apiId }) => wanted.apiIds.includes(apiId));
  const { slugs } = wanted;
  const unknown = slugs.find((slug) => !reach.some((one) => one.slug === slug));
  if (unknown === undefined) return reach.filter(({ slug }) => slugs.includes(slug));
  throw invalid(
    path,
    `The key may do nothing on the API ${unknown}: grant it something there first.`,
  );
}

/**
 * A scope says the names of permissions, not whose they are. Throws 422 where one that is granted on
 * one API of the audience is defined by another on which it is not.
 */
async function expectClear(
  tx: Transaction,
  actor: Actor,
  audience: Reach[],
  scope: readonly string[],
  path: string,
): Promise<void> {
  if (scope.length === 0) return;
  const defined = await tx
    .select({ apiId: permissions.apiId, name: permissions.name })
    .from(permissions)
    .where(
      and(
        eq(permissions.orgId, actor.organizationId),
        inArray(
          permissions.apiId,
          audience.map(({ apiId }) => apiId),
        ),
        inArray(permissions.name, scope),
      ),
    );
  for (const { slug, apiId, permissions: may } of audience) {
    const more = defined.find((one) => one.apiId === apiId && !may.includes(one.name));
    if (!more) continue;
    throw invalid(
      path,
      `The token could not tell ${more.name} of ${slug}, which is not granted, from that of another API, which is. Generate one key for ${slug} and one for the others.`,
    );
  }
}
