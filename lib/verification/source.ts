import { type Transaction, transact } from "@/db/transact";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { actorFromServiceToken } from "@/lib/access/token";
import { invalid, RefusedError } from "@/lib/errors";
import type { ApiId, OrganizationId } from "@/lib/ids";
import type { Credential } from "@/lib/keys/credential";
import { readCandidates, readMatcher } from "./endpoints";
import type { Matcher } from "./matcher";
import { type Presented, presentedOf, readPresented } from "./presented";
import { noSuchApi, type VerifyKey } from "./question";
import { type Reach, reachOf } from "./reach";
import { byApi, type KnownApi, readApi, readGrants, readPlace } from "./record";
import { readStanding } from "./staff";
import type { Granted, Standing } from "./usable";
import { type Finding, isFor, type KeyRecord } from "./verdict";

/** What decides where a verification has to look. */
export type Asked = Partial<Pick<VerifyKey, "api" | "request" | "explain">>;

export const asksPath = ({ request }: Asked): boolean => request?.path !== undefined;

/** What a key turned out to be, and what it may on the API asked for. */
export type Answered = {
  finding: Finding;
  apiId: ApiId | null;
  granted: readonly Granted[] | null;
  /** That of the key's owner. */
  standing: Standing;
  /** The endpoints of the API, or those that may match; null where no path is asked about. */
  matcher: Matcher | null;
  /** Where to find in the portal what is asked about; for an explanation only. */
  place?: Place;
  /** How old the facts are, in milliseconds, where the database was lost and memory answered. */
  ageMs?: number;
};

/** The slug of the organization, and the API asked for. */
export type Place = { slug: string; api: KnownApi | null };

export const placeOf = (
  { slug, apis }: { slug: string; apis: ReadonlyMap<string, KnownApi> },
  apiId: ApiId | null,
): Place => ({ slug, api: [...apis.values()].find(({ id }) => id === apiId) ?? null });

/** Where a verification learns what it judges: the database, or a gate's memory in front of it. */
export type Source = {
  /** Throws 401. */
  token(credential: string | null, origin: Origin): TokenActor | Promise<TokenActor>;
  /** Throws 422 (unknown API), 403 (the service token is bound to another one), 503. */
  find(actor: TokenActor, key: Credential, asked?: Asked): Answered | Promise<Answered>;
  /** Where a key may do something, by its own permissions; nowhere if there is none. Throws 503. */
  reach(actor: TokenActor, key: Credential): Reach[] | Promise<Reach[]>;
  /** Does what asks the database for someone who showed no service token. Throws 503. */
  ask<T>(work: () => Promise<T>): Promise<T>;
};

/** Which API is meant: the one named, else the one that the service token is bound to. */
export function apiAsked(
  actor: TokenActor,
  named: ApiId | undefined,
  slug: string | undefined,
): ApiId | null {
  if (slug === undefined) return actor.apiId;
  if (named === undefined) throw invalid("api", noSuchApi);
  if (actor.apiId === null || actor.apiId === named) return named;
  throw new RefusedError(actor, "key.verify", "The service token is bound to another API.");
}

/** Reads the database each time: a few indexed statements, of endpoints only what may match. */
export const databaseSource: Source = {
  token: actorFromServiceToken,

  ask: (work) => work(),

  async find(actor, key, asked = {}) {
    const { organizationId } = actor;
    const presented = await presentedOf(organizationId, key);
    if (presented === "malformed") return malformed(actor.apiId);
    return transact(actor, async (tx) => {
      const { api: slug } = asked;
      const named = slug === undefined ? undefined : await readApi(tx, organizationId, slug);
      const apiId = apiAsked(actor, named?.id, slug);
      return readAnswered(tx, organizationId, presented, apiId, asked);
    });
  },

  async reach(actor, key) {
    const { organizationId } = actor;
    const presented = await presentedOf(organizationId, key);
    return transact(actor, async (tx) => {
      const finding = await readPresented(tx, organizationId, presented);
      if (typeof finding === "string") return [];
      const standing = await readStanding(tx, organizationId, finding);
      const grants = await readGrants(tx, organizationId, finding.application.id);
      const { apis } = await readPlace(tx, organizationId);
      return reachOf(finding, standing, apis, byApi(grants));
    });
  },
};

/** Of what is no key, nobody need be asked. */
export const malformed = (apiId: ApiId | null): Answered => ({
  finding: "malformed",
  apiId,
  granted: null,
  standing: null,
  matcher: null,
});

/** What the database tells of a key, asked about an API or none. */
export async function readAnswered(
  tx: Transaction,
  organizationId: OrganizationId,
  presented: Presented,
  apiId: ApiId | null,
  asked: Asked,
): Promise<Answered> {
  const finding = await readPresented(tx, organizationId, presented);
  if (typeof finding === "string") return { ...malformed(apiId), finding };
  const [standing, granted, matcher, place] = await Promise.all([
    readStanding(tx, organizationId, finding),
    apiId && grantsFor(tx, organizationId, finding, apiId),
    apiId && matcherFor(tx, organizationId, apiId, asked),
    asked.explain ? readPlace(tx, organizationId) : undefined,
  ]);
  return { finding, apiId, granted, standing, matcher, place: place && placeOf(place, apiId) };
}

const grantsFor = async (
  tx: Transaction,
  organizationId: OrganizationId,
  { key, application }: KeyRecord,
  apiId: ApiId,
): Promise<Granted[]> =>
  isFor(key, apiId) ? readGrants(tx, organizationId, application.id, apiId) : [];

/** An explanation also tells what else the path could have been. */
async function matcherFor(
  tx: Transaction,
  organizationId: OrganizationId,
  apiId: ApiId,
  { request, explain }: Asked,
): Promise<Matcher | null> {
  if (request?.path === undefined) return null;
  if (explain) return (await readMatcher(tx, organizationId, apiId)).matcher;
  return readCandidates(tx, organizationId, apiId, request.method ?? "", request.path);
}
