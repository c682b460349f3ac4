import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { notFound } from "@/lib/errors";
import { isId, toUuid } from "@/lib/ids";
import { namesOf } from "./names";

/** "GET /orders/{orderId}", for a filter that has only an id; of none that there is, "Deleted endpoint". Throws 404, 403. */
export async function endpointName(actor: Actor, id: unknown): Promise<string> {
  authorize(actor, "usage.read");
  if (!isId("end", id)) throw notFound("endpoint");
  const uuid = toUuid("end", id);
  return transact(actor, async (tx) => {
    const nameOf = await namesOf(tx, actor, "endpoint", [uuid]);
    return nameOf(uuid).name;
  });
}
