import { setImmediate as turn } from "node:timers/promises";
import { and, eq, inArray, or } from "drizzle-orm";
import { apis, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Role } from "@/lib/access/rights";
import type { ApiId, ApplicationId, MemberId, OrganizationId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { type Ceilings, defaultCeilings } from "@/lib/policies/ceiling";
import { readCeilings } from "@/lib/policies/read-ceilings";
import { byApi, readGrantsOf } from "@/lib/verification/record";
import { type Granted, type Standing, usable } from "@/lib/verification/usable";
import {
  type Audience,
  ownStatus,
  type PublishedStatus,
  publishedStatus,
  type Standings,
} from "./published";

/** What is the same for many keys: all that decides their published status. */
export type Group = Standings & {
  /** Names it. */
  hash: string;
  applicationId: ApplicationId;
  environment: Environment;
  /** The key's own, or null for all that its application is granted. */
  permissions: string[] | null;
  ownerId: MemberId | null;
  /** Of the key's owner; null where no member owns it. */
  role: Role | null;
  audienceIds: ApiId[];
  /** The slugs of those, as the token names them. */
  audiences: string[];
  scope: string[];
};

export type Judged = Pick<Group, "applicationId" | "ownerId"> & { status: PublishedStatus };

const slice = 500;

/** Judges groups, each once, and reads what it needs for that once. For one look at the database. */
export class Judge {
  readonly #judged = new Map<string, Judged>();
  readonly #granted = new Map<ApplicationId, ReadonlyMap<ApiId, readonly Granted[]>>();
  /** Null for an API that is gone. */
  readonly #defined = new Map<ApiId, ReadonlySet<string> | null>();
  /** Which API has a slug now; null for none. */
  readonly #bearers = new Map<string, ApiId | null>();
  readonly #valid: string[] = [];
  #ceilings: Ceilings | null = null;

  constructor(private readonly organizationId: OrganizationId) {}

  /** What came out of a group, and whose it is; undefined where it was not judged. */
  of(hash: string): Judged | undefined {
    return this.#judged.get(hash);
  }

  /** The hashes of at most so many groups that were judged to be valid. */
  valid(most: number): string[] {
    return this.#valid.slice(0, most);
  }

  async judge(tx: Transaction, groups: readonly Group[]): Promise<void> {
    const open: Group[] = [];
    for (const group of groups) {
      if (this.#judged.has(group.hash)) continue;
      const own = ownStatus(group);
      if (own) this.#keep(group, own);
      else open.push(group);
    }
    if (open.length > 0) await this.#read(tx, open);
    for (const [index, group] of open.entries()) {
      if (index % slice === slice - 1) await turn();
      const status = this.#judge(group);
      this.#keep(group, status);
      if (status === "valid") this.#valid.push(group.hash);
    }
  }

  #keep({ hash, applicationId, ownerId }: Group, status: PublishedStatus): void {
    this.#judged.set(hash, { status, applicationId, ownerId });
  }

  #judge(group: Group): PublishedStatus {
    const { applicationId, permissions: own, environment, scope } = group;
    const granted = this.#granted.get(applicationId);
    const standing = this.#standingOf(group);
    const audience = group.audienceIds.map((api, index): Audience | null => {
      const defines = this.#defined.get(api);
      const bearer = this.#bearers.get(group.audiences[index] ?? "") ?? api;
      // A slug that another API has by now would let the token in there.
      if (!defines || bearer !== api) return null;
      return { defines, usable: usable(granted?.get(api) ?? none, own, environment, standing) };
    });
    return publishedStatus(group, { audience, scope });
  }

  #standingOf({ role, environment }: Group): Standing {
    return role && { role, ceiling: (this.#ceilings ?? defaultCeilings)[role][environment] };
  }

  async #read(tx: Transaction, groups: readonly Group[]): Promise<void> {
    const applications = new Set(groups.map(({ applicationId }) => applicationId));
    const unknown = [...applications].filter((id) => !this.#granted.has(id));
    const [ceilings] = await Promise.all([
      this.#ceilings ?? readCeilings(tx, this.organizationId),
      this.#readCatalog(tx, groups),
      this.#readGrants(tx, unknown),
    ]);
    this.#ceilings = ceilings;
  }

  async #readCatalog(tx: Transaction, groups: readonly Group[]): Promise<void> {
    const named = new Set(groups.flatMap(({ audienceIds }) => audienceIds));
    const ids = [...named].filter((id) => !this.#defined.has(id));
    const told = new Set(groups.flatMap(({ audiences }) => audiences));
    const slugs = [...told].filter((slug) => !this.#bearers.has(slug));
    if (ids.length === 0 && slugs.length === 0) return;
    const org = this.organizationId;
    const found = await tx
      .select({ id: apis.id, slug: apis.slug })
      .from(apis)
      .where(and(eq(apis.orgId, org), or(inArray(apis.id, ids), inArray(apis.slug, slugs))));
    for (const slug of slugs) {
      this.#bearers.set(slug, found.find((api) => api.slug === slug)?.id ?? null);
    }
    if (ids.length === 0) return;
    const present = found.filter(({ id }) => ids.includes(id));
    const rows = await tx
      .select({ apiId: permissions.apiId, name: permissions.name })
      .from(permissions)
      .where(and(eq(permissions.orgId, org), inArray(permissions.apiId, ids)));
    const names = new Map(present.map(({ id }) => [id, new Set<string>()]));
    for (const { apiId, name } of rows) names.get(apiId)?.add(name);
    for (const id of ids) this.#defined.set(id, names.get(id) ?? null);
  }

  async #readGrants(tx: Transaction, ids: readonly ApplicationId[]): Promise<void> {
    for (let start = 0; start < ids.length; start += slice) {
      const some = ids.slice(start, start + slice);
      const rows = await readGrantsOf(tx, this.organizationId, some);
      const of = new Map(some.map((id) => [id, [] as typeof rows]));
      for (const row of rows) of.get(row.applicationId)?.push(row);
      for (const [id, grants] of of) this.#granted.set(id, byApi(grants));
    }
  }
}

const none: Granted[] = [];
