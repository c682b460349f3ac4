import type { KeyRights, ManagedKey } from "@/components/keys/key-actions";
import { shownStatus } from "@/components/keys/key-state";
import type { KeyTableRow } from "@/components/keys/key-table";
import type { MemberActor } from "@/lib/access/actor";
import { can, canEverywhere } from "@/lib/access/authorize";
import type { Right } from "@/lib/access/rights";
import { mayEnable } from "@/lib/keys/set-status";
import type { KeyListItem } from "@/lib/keys/summary";

/** The key with what the viewer may do to it; `manages`: whether they manage its application. */
export function managedKey(actor: MemberActor, item: KeyListItem, manages: boolean): ManagedKey {
  const has = (right: Right) => canEverywhere(actor, right) || (can(actor, right) && manages);
  const edit = has("key.create");
  const may: KeyRights = {
    edit,
    rotate: edit && (item.ownerId === actor.id || canEverywhere(actor, "key.create")),
    revoke: has("key.revoke"),
    disable: has("key.disable"),
    enable: has("key.disable") && mayEnable(actor, item),
    quarantine: has("key.quarantine"),
  };
  return { ...item, may };
}

/** Keys as the table shows them. */
export function keyRows(
  org: string,
  actor: MemberActor,
  items: KeyListItem[],
  manages: (item: KeyListItem) => boolean,
): KeyTableRow[] {
  const now = Date.now();
  return items.map((item) => ({
    ...managedKey(actor, item, manages(item)),
    shown: shownStatus(item, now),
    page: `/${org}/keys/${item.id}`,
    applicationPage: `/${org}/applications/${item.applicationId}/keys`,
  }));
}
