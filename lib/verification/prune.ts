import { lt, sql } from "drizzle-orm";
import { changeLog } from "@/db/schema";
import { transactSystem } from "@/db/transact";

/** Forgets changes announced more than a day ago. Returns how many. */
export async function pruneChangeLog(): Promise<number> {
  const { count } = await transactSystem((tx) =>
    tx.delete(changeLog).where(lt(changeLog.createdAt, sql`now() - interval '1 day'`)),
  );
  return count;
}
