import { asc, eq } from "drizzle-orm";
import { statusLists } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { passOf, readPlaces } from "./read";

export type StatusListSummary = {
  /** From 1 on. */
  number: number;
  /** Places that are given to tokens, for good. */
  taken: number;
  /** What it says now of the tokens in it; the others are valid or long past their end. */
  revoked: number;
  suspended: number;
};

/**
 * The organization's status lists and how much they tell, by number. Looks at every token: it takes
 * longer the more there are. Throws 403.
 */
export async function listStatusLists(actor: Actor): Promise<StatusListSummary[]> {
  authorize(actor, "signing-key.read");
  const { organizationId } = actor;
  const lists = await transact(actor, (tx) =>
    tx
      .select({ number: statusLists.number, taken: statusLists.taken })
      .from(statusLists)
      .where(eq(statusLists.orgId, organizationId))
      .orderBy(asc(statusLists.number)),
  );
  const counts = new Map(lists.map(({ number }) => [number, { revoked: 0, suspended: 0 }]));
  for await (const places of readPlaces(passOf(organizationId), organizationId, { of: "all" })) {
    for (const { list, status } of places) {
      const count = counts.get(list);
      if (count && status !== "valid") count[status]++;
    }
  }
  return lists.map((list) => ({
    ...list,
    revoked: counts.get(list.number)?.revoked ?? 0,
    suspended: counts.get(list.number)?.suspended ?? 0,
  }));
}
