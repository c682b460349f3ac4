import { and, desc, eq, lt, sql } from "drizzle-orm";
import { statusLists } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";

/** How many tokens a status list tells of: at 2 bits each, 256 KiB before it is compressed. */
export const listSize = 2 ** 20;

export type StatusPlace = { statusList: number; statusIndex: number };

/** The next free place in the organization's status lists. Never given again. */
export async function takeStatusPlace(tx: Transaction, actor: Actor): Promise<StatusPlace> {
  const mine = eq(statusLists.orgId, actor.organizationId);
  const [last] = await tx
    .select({ number: statusLists.number })
    .from(statusLists)
    .where(mine)
    .orderBy(desc(statusLists.number))
    .limit(1);
  for (let number = last?.number ?? 1; ; number++) {
    await tx
      .insert(statusLists)
      .values({ orgId: actor.organizationId, number })
      .onConflictDoNothing();
    const [list] = await tx
      .update(statusLists)
      .set({ taken: sql`${statusLists.taken} + 1` })
      .where(and(mine, eq(statusLists.number, number), lt(statusLists.taken, listSize)))
      .returning({ taken: statusLists.taken });
    if (list) return { statusList: number, statusIndex: list.taken - 1 };
  }
}
