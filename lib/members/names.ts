import { and, eq, inArray } from "drizzle-orm";
import { memberships, serviceTokens, users } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { isId } from "@/lib/ids";

/** What to call those who did something, by id: a member's name, a service token, or the system. */
export async function actorNames(
  tx: Transaction,
  actor: Actor,
  ids: Iterable<string>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  const members = wanted.filter((id) => isId("mem", id));
  const tokens = wanted.filter((id) => isId("tok", id));
  const names = new Map(wanted.map((id) => [id, "System"]));
  if (members.length > 0) {
    const rows = await tx
      .select({ id: memberships.id, name: users.name })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(and(eq(memberships.orgId, actor.organizationId), inArray(memberships.id, members)));
    for (const { id, name } of rows) names.set(id, name);
  }
  if (tokens.length > 0) {
    const rows = await tx
      .select({ id: serviceTokens.id, name: serviceTokens.name })
      .from(serviceTokens)
      .where(and(eq(serviceTokens.orgId, actor.organizationId), inArray(serviceTokens.id, tokens)));
    for (const { id, name } of rows) names.set(id, `Service token “${name}”`);
  }
  return names;
}
