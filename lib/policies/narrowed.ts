import { and, asc, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { applications, endpoints, grants, keys, memberships, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { Role } from "@/lib/access/rights";
import type { ApplicationId, KeyId, MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { statusNow } from "@/lib/keys/status";
import { iso } from "@/lib/keys/summary";
import { actorNames } from "@/lib/members/names";
import { type Ceiled, isBelow } from "./ceiling";
import type { Cell } from "./load";

/** An active key that a change of policies narrows. Times are RFC 3339 UTC. */
export type NarrowedKey = {
  id: KeyId;
  name: string;
  environment: Environment;
  application: { id: ApplicationId; name: string };
  owner: { id: MemberId; name: string; role: Role };
  /** How many grants of its application it loses. */
  grantsLost: number;
  lastUsedAt: string | null;
};

/** `total` keys, and those of them that were used last. */
export type Narrowed = { total: number; keys: NarrowedKey[] };

const mostShown = 20;

/** The active keys that lose something where the cells change. */
export async function narrowedBy(tx: Transaction, actor: Actor, cells: Cell[]): Promise<Narrowed> {
  const found = await activeKeys(tx, actor, cells);
  const granted = await grantsOf(tx, actor, new Set(found.map((key) => key.application.id)));
  const lost = new Map<string, Granted[]>();
  const narrowed = found.flatMap(({ permissions: own, ...key }) => {
    const cell = cells.find((one) => one.role === key.role && one.environment === key.environment);
    if (!cell) return [];
    const place = `${key.application.id} ${key.role} ${key.environment}`;
    const those = lost.get(place) ?? lostIn(cell, granted.get(key.application.id) ?? []);
    lost.set(place, those);
    const used = own === null ? those : those.filter((one) => own.includes(one.name ?? ""));
    return used.length > 0 ? [{ ...key, grantsLost: used.length }] : [];
  });
  const shown = narrowed.slice(0, mostShown);
  const names = await actorNames(
    tx,
    actor,
    shown.map((key) => key.ownerId),
  );
  return {
    total: narrowed.length,
    keys: shown.map(({ ownerId, role, lastUsedAt, ...key }) => ({
      ...key,
      owner: { id: ownerId, name: names.get(ownerId) ?? "", role },
      lastUsedAt: iso(lastUsedAt),
    })),
  };
}

/** What the cell lets a key use before and not after. */
const lostIn = ({ role, environment, before, after }: Cell, granted: Granted[]): Granted[] =>
  granted.filter(
    (one) => isBelow(before, role, environment, one) && !isBelow(after, role, environment, one),
  );

/** The active keys that the cells are about, those used last first. */
async function activeKeys(tx: Transaction, actor: Actor, cells: Cell[]) {
  if (cells.length === 0) return [];
  const org = actor.organizationId;
  return tx
    .select({
      id: keys.id,
      name: keys.name,
      environment: keys.environment,
      permissions: keys.permissions,
      application: { id: applications.id, name: applications.name },
      ownerId: memberships.id,
      role: memberships.role,
      lastUsedAt: keys.lastUsedAt,
    })
    .from(keys)
    .innerJoin(
      applications,
      and(eq(applications.orgId, keys.orgId), eq(applications.id, keys.applicationId)),
    )
    .innerJoin(
      memberships,
      and(eq(memberships.orgId, keys.orgId), eq(memberships.id, keys.ownerId)),
    )
    .where(
      and(
        eq(keys.orgId, org),
        eq(applications.orgId, org),
        eq(memberships.orgId, org),
        isNull(keys.deletedAt),
        eq(statusNow, "active"),
        isNull(applications.deletedAt),
        eq(applications.status, "active"),
        isNull(memberships.removedAt),
        or(
          ...cells.map(({ role, environment }) =>
            and(eq(memberships.role, role), eq(keys.environment, environment)),
          ),
        ),
      ),
    )
    .orderBy(sql`${keys.lastUsedAt} desc nulls last`, asc(keys.name), desc(keys.id));
}

/** `name`: of the permission granted, or the one that the granted endpoint requires. */
type Granted = Ceiled & { name: string | null };

async function grantsOf(tx: Transaction, actor: Actor, ids: ReadonlySet<ApplicationId>) {
  const granted = new Map<ApplicationId, Granted[]>();
  if (ids.size === 0) return granted;
  const org = actor.organizationId;
  const wanted = sql`coalesce(${grants.permissionId}, ${endpoints.permissionId})`;
  const rows = await tx
    .select({
      applicationId: grants.applicationId,
      approvedFor: grants.approvedFor,
      name: permissions.name,
      sensitive: permissions.sensitive,
    })
    .from(grants)
    .leftJoin(
      endpoints,
      and(
        eq(endpoints.orgId, org),
        eq(endpoints.orgId, grants.orgId),
        eq(endpoints.id, grants.endpointId),
      ),
    )
    .leftJoin(
      permissions,
      and(
        eq(permissions.orgId, org),
        eq(permissions.orgId, grants.orgId),
        eq(permissions.id, wanted),
      ),
    )
    .where(and(eq(grants.orgId, org), inArray(grants.applicationId, [...ids])));
  for (const { applicationId, approvedFor, name, sensitive } of rows) {
    const those = granted.get(applicationId) ?? [];
    those.push({ approvedFor, name, sensitive: sensitive ?? false });
    granted.set(applicationId, those);
  }
  return granted;
}
