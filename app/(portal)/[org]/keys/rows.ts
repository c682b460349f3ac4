import { endsSoon } from "@/components/keys/expiry";
import type { KeyTableRow } from "@/components/keys/key-table";
import type { KeyListItem } from "@/lib/keys/summary";

/** Keys as the table shows them. */
export function keyRows(
  org: string,
  items: KeyListItem[],
  mayRevoke: (item: KeyListItem) => boolean,
): KeyTableRow[] {
  const now = Date.now();
  return items.map((item) => ({
    ...item,
    expiring: item.status === "active" && endsSoon(item.expiresAt, now),
    mayRevoke: mayRevoke(item),
    href: `/${org}/applications/${item.applicationId}/keys`,
  }));
}
