import { and, type Column, eq, gte, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { keys, usageEvents } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { can, canEverywhere, canOn, refuse } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { findApi } from "@/lib/catalog/find";
import { notFound } from "@/lib/errors";
import { type ApiId, type ApplicationId, isId, type KeyId, type UsageEventId } from "@/lib/ids";
import { findOrganization } from "@/lib/organizations/find";
import { networkOf } from "@/lib/verification/seen-from";
import type { EventFilters } from "./event-query";
import { expectKept, type Span, spanOf } from "./event-span";

/** Where in the history a row stands. */
export type Place = { at: Date; id: UsageEventId };

/** A search that was authorized. */
export type EventSearch = Span & {
  wish: EventFilters;
  apiId: ApiId | undefined;
  /** Whether callers' addresses may be shown. */
  showsNetworks: boolean;
};

/**
 * Who may search the history for what: a developer must name an application, or a key of one, that
 * they own or maintain; a service token that is bound sees what it is bound to. Throws 404, 422, 403.
 */
export async function authorizeSearch(
  tx: Transaction,
  actor: Actor,
  wish: EventFilters,
): Promise<EventSearch> {
  if (!(await reaches(tx, actor, wish))) refuse(actor, "history.read");
  const showsNetworks = can(actor, "history.networks");
  if (wish.network !== undefined && !showsNetworks) refuse(actor, "history.networks");
  const { historyDays } = await findOrganization(tx, actor);
  if (actor.kind === "token") expectKept(wish, historyDays);
  return { ...spanOf(wish, historyDays), wish, apiId: await apiOf(tx, actor, wish), showsNetworks };
}

/** Whether the actor may see the history of what the wish names. Throws 404 where there is no such thing. */
export async function reaches(
  tx: Transaction,
  actor: Actor,
  wish: Pick<EventFilters, "application" | "key">,
): Promise<boolean> {
  if (canEverywhere(actor, "history.read")) return true;
  const id = wish.application ?? (wish.key && (await applicationOf(tx, actor, wish.key)));
  return id !== undefined && canOn(actor, "history.read", await findApplication(tx, actor, id));
}

/** Of a key that may have been deleted. */
async function applicationOf(tx: Transaction, actor: Actor, key: KeyId): Promise<ApplicationId> {
  const [row] = await tx
    .select({ applicationId: keys.applicationId })
    .from(keys)
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, key)));
  if (!row) throw notFound("key");
  return row.applicationId;
}

/** By its id also one that is gone. */
async function apiOf(tx: Transaction, actor: Actor, { api }: EventFilters) {
  if (api === undefined || isId("api", api)) return api;
  return (await findApi(tx, actor, api)).id;
}

/** By which index it is searched; those of keys and applications do not hold the id. */
const leading = ({ key, application }: EventFilters) =>
  key !== undefined ? "keyId" : application !== undefined ? "applicationId" : null;

/**
 * The rows of its span before `before`, by one index whatever the planner knows of how often a key
 * is used: compared as a row, its first column is no constant, so that no other index is in order.
 */
export function within(actor: Actor, search: EventSearch, before: Place | null): SQL | undefined {
  const { orgId, at, id } = usageEvents;
  const { wish, from } = search;
  const to = before && before.at < search.to ? new Date(before.at.getTime() + 1) : search.to;
  const by = leading(wish);
  const column = by && usageEvents[by];
  const value = by && sql.param(by === "keyId" ? wish.key : wish.application, column as Column);
  const [start, end] = [sql.param(from, at), sql.param(to, at)];
  const inOrder = column && [
    sql`(${column}, ${at}) >= (${value}, ${start})`,
    sql`(${column}, ${at}) < (${value}, ${end})`,
  ];
  return and(
    eq(orgId, actor.organizationId),
    gte(at, from),
    lt(at, to),
    ...(inOrder ?? []),
    before
      ? sql`(${at}, ${id}) < (${sql.param(before.at, at)}, ${sql.param(before.id, id)})`
      : undefined,
  );
}

/** Newest first, as the index has it. */
export function newestFirst({ wish }: EventSearch): SQL[] {
  const by = leading(wish);
  return [...(by ? [usageEvents[by]] : []), usageEvents.at, usageEvents.id].map(
    (column) => sql`${column} desc`,
  );
}

/** What no index knows. */
export function matching(actor: Actor, search: EventSearch): SQL | undefined {
  const { wish, apiId } = search;
  const bound = actor.kind === "token" ? actor : null;
  return and(
    wish.application && eq(usageEvents.applicationId, wish.application),
    apiId && eq(usageEvents.apiId, apiId),
    bound?.apiId ? eq(usageEvents.apiId, bound.apiId) : undefined,
    wish.endpoint && eq(usageEvents.endpointId, wish.endpoint),
    wish.environment && eq(usageEvents.environment, wish.environment),
    bound?.environment ? eq(usageEvents.environment, bound.environment) : undefined,
    wish.outcome === "refused" ? ne(usageEvents.outcome, "VALID") : undefined,
    wish.outcome && wish.outcome !== "refused" ? eq(usageEvents.outcome, wish.outcome) : undefined,
    wish.network === undefined ? undefined : isFrom(usageEvents.network, wish.network),
    wish.requestId && eq(usageEvents.requestId, wish.requestId),
    wish.gate === "portal" ? isNull(usageEvents.gate) : undefined,
    wish.gate && wish.gate !== "portal" ? eq(usageEvents.gate, wish.gate) : undefined,
  );
}

/** Rows tell an address, or the network around it where addresses are not written whole. */
function isFrom(column: typeof usageEvents.network, network: string): SQL {
  const [address = "", bits] = network.split("/");
  const whole = bits === (address.includes(":") ? "128" : "32");
  if (whole) return sql`${column} in (${address}, ${networkOf(address)})`;
  return sql`${column}::inet <<= ${network}::inet`;
}

/** A call looks at so many rows at most, however few of them it searches for. */
export const mostLooked = 20_000;

/** The next rows that are looked at, named as the table, so that its columns mean these rows. */
export const lookedAt = (
  tx: Transaction,
  actor: Actor,
  search: EventSearch,
  before: Place | null,
) =>
  tx
    .select()
    .from(usageEvents)
    .where(within(actor, search, before))
    .orderBy(...newestFirst(search))
    .limit(mostLooked)
    .as("usage_events");
