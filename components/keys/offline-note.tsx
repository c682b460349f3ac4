import { Notice } from "@/components/ui/notice";
import { DateTime } from "@/components/ui/relative-time";
import type { KeySummary } from "@/lib/keys/summary";

/** Where a token is still accepted once its key is stopped. Of a secret key nothing: nowhere. */
export function OfflineNote({ item }: { item: Pick<KeySummary, "kind" | "expiresAt"> }) {
  if (item.kind !== "jwt") return null;
  return (
    <Notice title="Where it is checked offline">
      Services that follow the revocation stream learn of it within a fraction of a second, those
      that read the status list within half a minute. Others accept the token until its end, on{" "}
      <DateTime value={item.expiresAt} />.
    </Notice>
  );
}
