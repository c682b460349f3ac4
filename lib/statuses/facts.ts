import { and, eq, max, sql } from "drizzle-orm";
import {
  apis,
  applications,
  keys,
  keyTokens,
  memberships,
  organizations,
  signingKeys,
  statusLists,
} from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { env } from "@/lib/env";
import type { ApiId, KeyId, OrganizationId } from "@/lib/ids";
import type { SigningKeyRow } from "@/lib/signing/current";
import { type PublishedKey, readPublishedKeys } from "@/lib/signing/published";
import { byPrimaryKey, rowBy } from "./by-primary-key";
import { eventText } from "./events";

/** A state of a subject that the change log has told of. */
export type Told = { kind: string; id: string; revision: number };

/** What the database shows may be older than what the log has told: read it again. */
export class BehindError extends Error {}

const atOnce = 1000;

/** By the kind of the change that tells of a new revision. */
const tables = {
  key: keys,
  application: applications,
  grants: applications,
  member: memberships,
  catalog: apis,
  "signing-key": signingKeys,
};

const isKnown = (kind: string): kind is keyof typeof tables => kind in tables;

/**
 * Throws `BehindError` where a row is still older than was told: a replica, or a second commit phase
 * that is under way. A row that is gone is as new as it gets.
 */
export async function expectSeen(
  tx: Transaction,
  organizationId: OrganizationId,
  told: readonly Told[],
): Promise<void> {
  for (const kind of new Set(told.map((one) => one.kind))) {
    const some = told.filter((one) => one.kind === kind);
    const wanted = new Map(some.map(({ id, revision }) => [id, revision]));
    const behind = (id: string, revision: number) => revision < (wanted.get(id) ?? 0);
    const ids = [...wanted.keys()];
    for (let start = 0; start < ids.length; start += atOnce) {
      const rows = await revisions(tx, organizationId, kind, ids.slice(start, start + atOnce));
      if (rows.some(({ id, revision }) => behind(id, revision))) throw new BehindError();
    }
  }
}

async function revisions(
  tx: Transaction,
  organizationId: OrganizationId,
  kind: string,
  ids: string[],
): Promise<{ id: string; revision: number }[]> {
  if (kind === "organization") {
    return tx
      .select({ id: organizations.id, revision: organizations.revision })
      .from(organizations)
      .where(eq(organizations.id, organizationId));
  }
  if (!isKnown(kind)) return [];
  // Each has these columns, of ids of its own kind.
  const { id, revision } = tables[kind] as typeof keys;
  const some = `{${ids.map((one) => id.mapToDriverValue(one as KeyId))}}`;
  const [, rows] = await Promise.all([
    tx.execute(byPrimaryKey),
    tx
      .select({ id: sql`${id}`.mapWith(id), revision: sql<number>`${revision}` })
      .from(sql`unnest(${some}::uuid[]) as told(id)`)
      .innerJoinLateral(rowBy(organizationId, id, sql`told.id`), sql`true`),
  ]);
  return rows;
}

/** What an organization publishes besides the statuses of its tokens. */
export type Publisher = {
  keys: PublishedKey[];
  /** All that tokens name as theirs; that of new ones first. */
  issuers: string[];
  /** The slugs of its APIs. */
  apis: ReadonlyMap<ApiId, string>;
  /** The last of the status lists; 0 where there is none. */
  lists: number;
  /** Null before the first JWT key. */
  signer: Pick<SigningKeyRow, "id" | "publicJwk" | "wrappedKey"> | null;
  isDeleted: boolean;
};

type Bound = Pick<TokenActor, "organizationId" | "environment" | "apiId">;

/** The event that tells somebody whose service token is bound to that of the signing keys. */
export function signingKeysText(
  { apis, issuers, keys }: Publisher,
  { organizationId, environment, apiId }: Bound,
): Buffer {
  // Of an API that is gone its id, which no token names: null would mean all of them.
  const api = apiId && (apis.get(apiId) ?? apiId);
  const told = { organizationId, environment, api, issuers, keys };
  return eventText("signing-keys", JSON.stringify(told));
}

/** Never makes a signing key: who only reads changes nothing. */
export async function readPublisher(
  tx: Transaction,
  organizationId: OrganizationId,
): Promise<Publisher> {
  const [organization] = await tx
    .select({ slug: organizations.slug, deletedAt: organizations.deletedAt })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  const rows = await tx
    .selectDistinct({ issuer: keyTokens.issuer })
    .from(keyTokens)
    .where(eq(keyTokens.orgId, organizationId))
    .orderBy(keyTokens.issuer);
  const [signer] = await tx
    .select({
      id: signingKeys.id,
      publicJwk: signingKeys.publicJwk,
      wrappedKey: signingKeys.wrappedKey,
    })
    .from(signingKeys)
    .where(and(eq(signingKeys.orgId, organizationId), eq(signingKeys.state, "current")));
  const named = await tx
    .select({ id: apis.id, slug: apis.slug })
    .from(apis)
    .where(eq(apis.orgId, organizationId));
  const own = organization ? [`${env().GATE_PUBLIC_URL}/o/${organization.slug}`] : [];
  return {
    keys: await readPublishedKeys(tx, organizationId),
    issuers: [...new Set([...own, ...rows.map(({ issuer }) => issuer)])],
    apis: new Map(named.map(({ id, slug }) => [id, slug])),
    lists: await readLists(tx, organizationId),
    signer: signer ?? null,
    isDeleted: !organization || organization.deletedAt !== null,
  };
}

/** How many status lists there are. */
export async function readLists(tx: Transaction, organizationId: OrganizationId): Promise<number> {
  const [row] = await tx
    .select({ last: max(statusLists.number) })
    .from(statusLists)
    .where(eq(statusLists.orgId, organizationId));
  return row?.last ?? 0;
}
