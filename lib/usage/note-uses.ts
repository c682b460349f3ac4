import { isId } from "@/lib/ids";
import { hasRoomForUse, rememberUse } from "@/lib/verification/last-used";
import type { Batch, Slices } from "./batch";

/** Notes the last use of each key that was valid at `since` or later. Returns when the last was. */
export async function noteUses(batch: Batch, since: number, slices: Slices): Promise<number> {
  let last = since;
  for (let row = 0; row < batch.size && hasRoomForUse(); row++) {
    if (batch.atOf(row) < since) continue;
    last = Math.max(last, batch.atOf(row));
    if (slices.isOver) await slices.next();
    const { outcome, key, organization, at, network } = batch.count(row);
    if (outcome !== "VALID" || key === "" || !isId("org", organization)) continue;
    rememberUse({ kind: "key", organizationId: organization, id: key, at: new Date(at), network });
  }
  return last;
}
