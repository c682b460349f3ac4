import { lt, sql } from "drizzle-orm";
import { limitDebts } from "@/db/schema";
import { transactSystem } from "@/db/transact";

/** Forgets the limits on which nothing weighs any more. Returns how many. */
export async function pruneLimitDebts(): Promise<number> {
  const { count } = await transactSystem((tx) =>
    tx.delete(limitDebts).where(lt(limitDebts.idleAt, sql`now() - interval '1 minute'`)),
  );
  return count;
}
