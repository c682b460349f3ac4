import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { notFound } from "@/lib/errors";
import { findKey } from "./find";
import { keyItems } from "./items";
import type { KeyListItem } from "./summary";

/** One key, without its secret. Throws 404, 403. */
export async function getKey(actor: Actor, id: unknown): Promise<KeyListItem> {
  authorize(actor, "key.read");
  return transact(actor, async (tx) => {
    const [item] = await keyItems(tx, actor, [await findKey(tx, actor, id)]);
    if (!item) throw notFound("key");
    return item;
  });
}
