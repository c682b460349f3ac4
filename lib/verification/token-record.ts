import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { applications, keys, keyTokens, organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type ApiId, fromUuid, type OrganizationId, type SigningKeyId } from "@/lib/ids";
import type { Claims, ParsedJwt } from "@/lib/keys/credential";
import { databaseClock } from "./database-clock";
import { isPresent, keyColumns, recordIn } from "./record";
import { withToken } from "./terms";
import type { Finding, KeyRecord } from "./verdict";

const Token = z.object({
  signer: z.custom<SigningKeyId>(),
  issuer: z.string(),
  /** As the driver gives them: of what is none of them the column would throw. */
  audienceIds: z.array(z.guid().transform((id): ApiId => fromUuid("api", id))).min(1),
  audiences: z.array(z.string()),
  expiresAt: z.date(),
});
type Token = z.output<typeof Token>;

/**
 * What the JWT key turns out to be whose token, with the organization's own signature, says so:
 * missing also where the token says something else than was kept of it.
 */
export async function readTokenKey(
  tx: Transaction,
  organizationId: OrganizationId,
  { kid, claims }: ParsedJwt,
): Promise<Exclude<Finding, "malformed">> {
  const sent = performance.now();
  const [row] = await tx
    .select({
      ...keyColumns,
      kind: keys.kind,
      token: {
        signer: keyTokens.signingKeyId,
        issuer: keyTokens.issuer,
        audienceIds: sql<unknown>`${keyTokens.audienceIds}`,
        audiences: keyTokens.audiences,
        expiresAt: keyTokens.expiresAt,
      },
    })
    .from(keys)
    .innerJoin(
      applications,
      and(eq(applications.orgId, keys.orgId), eq(applications.id, keys.applicationId)),
    )
    .innerJoin(organizations, eq(organizations.id, keys.orgId))
    .leftJoin(keyTokens, and(eq(keyTokens.orgId, organizationId), eq(keyTokens.keyId, keys.id)))
    .where(isPresent(organizationId, claims.jti));
  if (row?.kind !== "jwt") return "missing";
  databaseClock.learn(sent, performance.now(), row.now);
  const { data: token } = Token.safeParse(row.token);
  const record = recordIn(row);
  if (!token || !record || !endsInTime(record, token)) return "unreadable";
  if (token.signer !== kid || !says(claims, record, token)) return "missing";
  const { audienceIds: audience, signer } = token;
  const { key, application } = record;
  const terms = withToken(key.terms, { audience, signer });
  return { key: { ...key, sharedKey: null, terms }, application };
}

/** What a token says is never outlived by its key. */
const endsInTime = ({ key }: KeyRecord, { expiresAt }: Token): boolean =>
  key.expiresAt !== null && key.expiresAt.getTime() <= expiresAt.getTime();

function says(claims: Claims, { key, application }: KeyRecord, token: Token): boolean {
  const { iss, sub, client_id: client, aud, jti, exp } = claims;
  return (
    iss === token.issuer &&
    sub === application.id &&
    client === application.id &&
    jti === key.id &&
    exp * 1000 === token.expiresAt.getTime() &&
    Array.isArray(aud) &&
    aud.length === token.audiences.length &&
    aud.every((slug, index) => slug === token.audiences[index])
  );
}
