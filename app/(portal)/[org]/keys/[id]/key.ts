import { cache } from "react";
import { pageActor } from "@/app/actor";
import { orNotFound } from "@/app/or-not-found";
import { isRotating } from "@/components/keys/key-state";
import type { Half, Rotation } from "@/components/keys/rotation-card";
import type { MemberActor } from "@/lib/access/actor";
import { getApplication } from "@/lib/applications/get";
import { getKey } from "@/lib/keys/get";
import { isOver } from "@/lib/keys/state";
import type { KeyListItem } from "@/lib/keys/summary";
import { keyTraffic } from "@/lib/usage/key-traffic";

/** The viewer, the key of this page and its application, read once per request. */
export const pageKey = cache(async (org: string, id: string) => {
  const actor = await pageActor(org);
  const key = await orNotFound(getKey(actor, id));
  return { actor, key, application: await orNotFound(getApplication(actor, key.applicationId)) };
});

/** Both keys of the rotation that goes on with this one, if one does. */
export async function rotationOf(
  actor: MemberActor,
  key: KeyListItem,
): Promise<Rotation | undefined> {
  const otherId = isRotating(key) ? key.replacedById : key.replacesId;
  if (!otherId || isOver(key.status)) return undefined;
  const other = await getKey(actor, otherId).catch(() => undefined);
  if (!other || isOver(other.status)) return undefined;
  const [old, fresh] = other.replacedById === key.id ? [other, key] : [key, other];
  if (old.replacedById !== fresh.id) return undefined;
  const { keys } = await keyTraffic(actor, { keys: [old.id, fresh.id] });
  const half = (item: KeyListItem): Half => ({
    item,
    total: keys.find(({ id }) => id === item.id)?.total ?? 0,
  });
  return { old: half(old), fresh: half(fresh) };
}
