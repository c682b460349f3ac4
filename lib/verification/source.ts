import { findKey } from "@/db/lookup";
import { transact } from "@/db/transact";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { actorFromServiceToken } from "@/lib/access/token";
import { invalid, RefusedError } from "@/lib/errors";
import { type ApiId, newId } from "@/lib/ids";
import type { ParsedKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { noSuchApi } from "./question";
import { byApi, readApi, readApis, readGrants, readKey } from "./record";
import {
  type Finding,
  type Granted,
  isUsable,
  type KeyRecord,
  permissionsOf,
  type Question,
} from "./verdict";

/** What a key turned out to be, and what its application is granted on the API asked for. */
export type Answered = {
  finding: Finding;
  apiId: ApiId | null;
  granted: Question["granted"];
  /** How old the facts are, in milliseconds, where the database was lost and memory answered. */
  ageMs?: number;
};

/** Where a verification learns what it judges: the database, or a gate's memory in front of it. */
export type Source = {
  /** Throws 401. */
  token(credential: string | null, origin: Origin): TokenActor | Promise<TokenActor>;
  /** Throws 422 (unknown API), 403 (the service token is bound to another one), 503. */
  find(actor: TokenActor, key: ParsedKey, slug?: string): Answered | Promise<Answered>;
  /** Where a key may do something, by its own permissions; nowhere if there is none. Throws 503. */
  reach(actor: TokenActor, key: ParsedKey): Reach[] | Promise<Reach[]>;
  /** Does what asks the database for someone who showed no service token. Throws 503. */
  ask<T>(work: () => Promise<T>): Promise<T>;
};

/** An API on which a key may do something. */
export type Reach = { slug: string; apiId: ApiId; permissions: string[] };

export function reachOf(
  { key }: KeyRecord,
  apis: ReadonlyMap<string, ApiId>,
  granted: ReadonlyMap<ApiId, Granted[]>,
): Reach[] {
  return [...apis].flatMap(([slug, apiId]) => {
    const grants = granted.get(apiId) ?? [];
    if (!isUsable(key.permissions, grants)) return [];
    return [{ slug, apiId, permissions: permissionsOf(key.permissions, grants) }];
  });
}

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

/** Reads the database each time, in two indexed reads of the key and one of its grants. */
export const databaseSource: Source = {
  token: actorFromServiceToken,

  ask: (work) => work(),

  async find(actor, key, slug) {
    const hash = await credentialHash(key.key);
    const found = await findKey(key.sharedKey);
    const { organizationId } = actor;
    return transact(actor, async (tx) => {
      const named = slug === undefined ? undefined : await readApi(tx, organizationId, slug);
      const apiId = apiAsked(actor, named, slug);
      const finding = await readKey(tx, organizationId, found?.keyId ?? newId("key"), hash);
      if (typeof finding === "string" || apiId === null) return { finding, apiId, granted: null };
      const granted = await readGrants(tx, organizationId, finding.application.id, apiId);
      return { finding, apiId, granted };
    });
  },

  async reach(actor, key) {
    const hash = await credentialHash(key.key);
    const found = await findKey(key.sharedKey);
    const { organizationId } = actor;
    return transact(actor, async (tx) => {
      const finding = await readKey(tx, organizationId, found?.keyId ?? newId("key"), hash);
      if (typeof finding === "string") return [];
      const grants = await readGrants(tx, organizationId, finding.application.id);
      return reachOf(finding, await readApis(tx, organizationId), byApi(grants));
    });
  },
};
