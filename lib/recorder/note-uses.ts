import { isId } from "@/lib/ids";
import { hasRoomForUse, rememberUse } from "@/lib/verification/last-used";
import { networkOf } from "@/lib/verification/seen-from";
import type { Batch, Slices } from "./batch";

/**
 * Notes the last use of each key that was valid at `since` or later; of organizations that `cuts`
 * names, from which network and not which address. Returns when the last was.
 */
export async function noteUses(
  batch: Batch,
  since: number,
  slices: Slices,
  cuts: ReadonlySet<string>,
): Promise<number> {
  let last = since;
  for (let row = 0; row < batch.size && hasRoomForUse(); row++) {
    if (batch.atOf(row) < since) continue;
    last = Math.max(last, batch.atOf(row));
    if (slices.isOver) await slices.next();
    const organizationId = batch.nameOf(row, 4);
    if (batch.nameOf(row, 9) !== "VALID" || !isId("org", organizationId)) continue;
    const id = batch.keyOf(row);
    if (id === "") continue;
    const at = new Date(batch.atOf(row));
    const address = batch.networkOf(row);
    const network = address !== null && cuts.has(organizationId) ? networkOf(address) : address;
    rememberUse({ kind: "key", organizationId, id, at, network });
  }
  return last;
}
