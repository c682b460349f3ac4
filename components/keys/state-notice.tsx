"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import type { KeyListItem } from "@/lib/keys/summary";
import { type KeyDoing, shownStatus } from "./key-state";
import { revokeReasons } from "./revoke-key-dialog";

/** Why the key does not simply work: who stopped it, when and why, or when it begins or ends. */
export function StateNotice({
  item,
  stoppedBy,
  now,
  may,
  onDo,
}: {
  item: KeyListItem;
  /** The name of who disabled, quarantined or revoked it. */
  stoppedBy: string | undefined;
  now: number;
  may: KeyDoing[];
  onDo: (doing: KeyDoing) => void;
}) {
  const shown = shownStatus(item, now);
  const by = stoppedBy ? ` by ${stoppedBy}` : "";
  const act = (doing: KeyDoing, label: string) =>
    may.includes(doing) && (
      <Button size="sm" onClick={() => onDo(doing)}>
        {label}
      </Button>
    );
  if (shown === "quarantined" || shown === "disabled")
    return (
      <Notice
        tone={shown === "quarantined" ? "warn" : "idle"}
        title={`${shown === "quarantined" ? "Quarantined" : "Disabled"}${by}`}
        actions={act("enable", "Enable key")}
      >
        <p>
          Refused since <DateTime value={item.statusSince} />.
        </p>
        {item.statusNote && (
          <p className="mt-1 whitespace-pre-line break-words">
            <span className="font-medium">{shown === "quarantined" ? "Evidence" : "Note"}:</span>{" "}
            {item.statusNote}
          </p>
        )}
      </Notice>
    );
  if (shown === "revoked") {
    const reason = revokeReasons.find(({ value }) => value === item.revokeReason)?.label;
    return (
      <Notice tone="idle" title={`Revoked${by}`}>
        Refused since <DateTime value={item.revokedAt ?? item.retiresAt} />
        {reason && `: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`}. It cannot be retrieved.
      </Notice>
    );
  }
  if (shown === "expired")
    return (
      <Notice tone="idle" title="Expired">
        Refused since <DateTime value={item.expiresAt} />. Generate another key in its place.
      </Notice>
    );
  if (shown === "upcoming")
    return (
      <Notice tone="info" title="Not yet valid">
        Refused until <DateTime value={item.notBefore} />.
      </Notice>
    );
  if (shown === "expiring")
    return (
      <Notice tone="warn" title="Expires soon">
        It ends <RelativeTime value={item.expiresAt} />, on <DateTime value={item.expiresAt} />.
        Rotate it in time, and no request is refused.
      </Notice>
    );
  return null;
}
