import { and, asc, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { hygieneDays } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { parse } from "@/lib/parse";
import { type FindingName, findingNames } from "@/lib/policies/rules";
import type { HygieneDay } from "./summary";

const words = "A whole number from 1 to 365.";

const HygieneOverTime = z.strictObject({
  days: z.number(words).int(words).min(1, words).max(365, words).default(90),
});

/**
 * The last days, oldest first, with today as it was noted last; days on which nothing was noted are
 * left out. Throws 422, 403.
 */
export async function hygieneOverTime(actor: Actor, query: unknown = {}): Promise<HygieneDay[]> {
  authorize(actor, "key.read");
  const { days } = parse(HygieneOverTime, query);
  const rows = await transact(actor, (tx) =>
    tx
      .select()
      .from(hygieneDays)
      .where(
        and(
          eq(hygieneDays.orgId, actor.organizationId),
          gt(hygieneDays.day, sql`(now() at time zone 'utc')::date - ${days}::integer`),
        ),
      )
      .orderBy(asc(hygieneDays.day)),
  );
  return rows.map(({ day, keys, clean, findings }) => ({
    day,
    keys,
    clean,
    findings: Object.fromEntries(findingNames.map((name) => [name, findings[name] ?? 0])) as Record<
      FindingName,
      number
    >,
  }));
}
