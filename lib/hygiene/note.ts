import { isNull, sql } from "drizzle-orm";
import { hygieneDays, organizations } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";
import { systemActor } from "@/lib/access/actor";
import { newId, type OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { countFindings } from "./list";

/** Notes for today (UTC) what is found in the keys of every organization. Returns of how many. */
export async function noteHygiene(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.select({ id: organizations.id }).from(organizations).where(isNull(organizations.deletedAt)),
  );
  let noted = 0;
  for (const { id } of found) {
    await noteOne(id).then(
      () => noted++,
      (error) => log.error({ err: error, organizationId: id }, "the hygiene was not noted"),
    );
  }
  return noted;
}

async function noteOne(organizationId: OrganizationId): Promise<void> {
  const actor = systemActor(organizationId, "note-hygiene", newId("req"));
  const { keys, clean, findings } = await countFindings(actor);
  await transact(actor, (tx) =>
    tx
      .insert(hygieneDays)
      .values({
        orgId: organizationId,
        day: sql`(now() at time zone 'utc')::date`,
        keys,
        clean,
        findings,
      })
      .onConflictDoUpdate({
        target: [hygieneDays.orgId, hygieneDays.day],
        set: { keys, clean, findings },
      }),
  );
}
