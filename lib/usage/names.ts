import { and, eq, sql } from "drizzle-orm";
import { apis, applications, endpoints, keys, nobody } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { Noun } from "./counted";

const never = sql<null>`null`;

const sources = {
  application: {
    table: applications,
    name: applications.name,
    deletedAt: applications.deletedAt,
  },
  key: { table: keys, name: keys.name, deletedAt: keys.deletedAt },
  api: { table: apis, name: apis.name, deletedAt: never },
  endpoint: {
    table: endpoints,
    name: sql`${endpoints.method} || ' ' || ${endpoints.path}`,
    deletedAt: never,
  },
};

/** `isGone`: it was deleted, and is found no more. */
export type Told = { name: string; isGone: boolean };

const nobodyIs: Record<Noun, string> = {
  application: "Unknown key",
  key: "Unknown key",
  api: "No API",
  endpoint: "Matched no endpoint",
};

const goneIs: Record<Noun, string> = {
  application: "Deleted application",
  key: "Deleted key",
  api: "Deleted API",
  endpoint: "Deleted endpoint",
};

/** What things of the counts are called, by their UUIDs and `nobody`; also what is deleted. */
export async function namesOf(
  tx: Transaction,
  actor: Actor,
  noun: Noun,
  uuids: readonly string[],
): Promise<(uuid: string) => Told> {
  const { table, name, deletedAt } = sources[noun];
  const among = sql`${table.id} = any(${`{${uuids.join()}}`}::uuid[])`;
  const rows = await tx
    .select({
      id: sql<string>`${table.id}`,
      name: sql<string>`${name}`,
      isGone: sql<boolean>`${deletedAt} is not null`,
    })
    .from(table)
    .where(and(eq(table.orgId, actor.organizationId), among));
  const told = new Map(rows.map(({ id, name, isGone }) => [id, { name, isGone }]));
  return (uuid) =>
    uuid === nobody
      ? { name: nobodyIs[noun], isGone: false }
      : (told.get(uuid) ?? { name: goneIs[noun], isGone: true });
}
