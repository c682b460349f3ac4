import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationRow } from "@/lib/applications/find";
import { notify } from "@/lib/notifications/notify";
import type { NotificationFacts } from "@/lib/notifications/summary";
import type { KeyRow } from "./summary";

/** Tells who owns the key, of a service-owned one its application's owner, unless they did it. */
export async function tellOwner(
  tx: Transaction,
  actor: Actor,
  application: Pick<ApplicationRow, "id" | "name" | "ownerId">,
  key: KeyRow,
  what: NotificationFacts["key.changed"]["what"],
): Promise<void> {
  await notify(tx, actor, [key.ownerId ?? application.ownerId], "key.changed", {
    keyId: key.id,
    key: key.name,
    applicationId: application.id,
    application: application.name,
    what,
    by: actor.name,
  });
}
