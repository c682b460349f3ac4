"use client";

import { CircleStop, Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useRefresh } from "@/components/gates/use-refresh";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { KeyListItem, RevokedKey } from "@/lib/keys/summary";
import type { KeyActions } from "./key-actions";
import { KeyHandle } from "./key-handle";
import { OfflineNote } from "./offline-note";
import { StoppedDialog } from "./stopped-dialog";
import { trafficWords } from "./traffic-words";

/** One of the two keys of a rotation; `total`: its requests in the last hour. */
export type Half = { item: KeyListItem; total: number };

const share = (part: number, whole: number) => Math.round((part / whole) * 100);

export type Rotation = { old: Half; fresh: Half };

type Shown = {
  slug: string;
  /** The key whose page it is on. */
  shown: string;
  /** Whether the viewer may end it, and take it back. */
  may: boolean;
  mayUndo: boolean;
  actions: Pick<KeyActions, "endRotation" | "undoRotation">;
};

/** The rotation that goes on with a key, if one does. It says how it ended when it is over. */
export function RotationCard({ rotation, ...shown }: Shown & { rotation: Rotation | undefined }) {
  const [ended, setEnded] = useState<RevokedKey>();
  return (
    <>
      {rotation && <BothKeys {...shown} {...rotation} onEnded={setEnded} />}
      {ended && (
        <StoppedDialog
          title="The old key is revoked"
          effect={ended}
          onClose={() => setEnded(undefined)}
        >
          <OfflineNote item={ended.key} />
        </StoppedDialog>
      )}
    </>
  );
}

/** Two keys while both live: who still uses the old one, and until when that works. */
function BothKeys({
  slug,
  old,
  fresh,
  shown,
  may,
  mayUndo,
  actions,
  onEnded,
}: Shown & Rotation & { onEnded: (ended: RevokedKey) => void }) {
  useRefresh(5);
  const whole = old.total + fresh.total;
  return (
    <Card
      title="Rotation"
      description="Both keys work. Move each caller to the new one."
      footer={
        may && (
          <>
            {mayUndo && fresh.item.lastUsedAt === null && (
              <ConfirmDialog
                trigger={
                  <Button size="sm" icon={<Undo2 />}>
                    Undo rotation
                  </Button>
                }
                title="Undo the rotation?"
                consequence="The new key is revoked at once. The old one lives on as before."
                confirmLabel="Undo rotation"
                tone="primary"
                onConfirm={async () => {
                  const result = await actions.undoRotation(old.item.id, {});
                  if (!result.ok) return { error: result.message, requestId: result.requestId };
                  toast({ title: "Rotation undone", description: "The old key lives on." });
                }}
              />
            )}
            <ConfirmDialog
              trigger={
                <Button size="sm" icon={<CircleStop />}>
                  End now
                </Button>
              }
              title="End the rotation now?"
              consequence={
                old.total === 0
                  ? "The old key is revoked at once. It had no requests in the last hour."
                  : `The old key is revoked at once. It had ${trafficWords({ total: old.total, refused: 0 })} in the last hour: whoever still uses it is refused.`
              }
              confirmLabel="End rotation"
              onConfirm={async () => {
                const result = await actions.endRotation(old.item.id, {});
                if (!result.ok) return { error: result.message, requestId: result.requestId };
                onEnded(result.data);
              }}
            />
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <p>
          {old.item.retiresAt ? (
            <>
              The old key stops <RelativeTime value={old.item.retiresAt} />, on{" "}
              <DateTime value={old.item.retiresAt} />.
            </>
          ) : (
            "The time of the old key begins to run when the new one is first used."
          )}
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <HalfView slug={slug} label="Old key" half={old} shown={shown} />
          <HalfView slug={slug} label="New key" half={fresh} shown={shown} />
        </div>
        {whole > 0 && <Split old={share(old.total, whole)} />}
      </div>
    </Card>
  );
}

/** How many of a hundred requests had the old key. */
function Split({ old }: { old: number }) {
  return (
    <div>
      <div
        role="img"
        aria-label={`Of the last hour’s requests, ${old} percent had the old key and ${100 - old} percent the new one.`}
        className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-idle-soft"
      >
        <div className="bg-line-strong" style={{ width: `${old}%` }} />
        <div className="bg-accent" style={{ width: `${100 - old}%` }} />
      </div>
      <p aria-hidden className="mt-1.5 flex justify-between text-muted text-xs">
        <span>{old} % old</span>
        <span>{100 - old} % new</span>
      </p>
    </div>
  );
}

function HalfView({
  slug,
  label,
  half: { item, total },
  shown,
}: {
  slug: string;
  label: string;
  half: Half;
  shown: string;
}) {
  return (
    <section aria-label={label} className="flex min-w-0 flex-col gap-1">
      <h3 className="font-medium">
        {label}{" "}
        {item.id === shown ? (
          <span className="font-normal text-muted">(this one)</span>
        ) : (
          <Link href={`/${slug}/keys/${item.id}`} className="font-normal underline">
            Open
          </Link>
        )}
      </h3>
      <KeyHandle item={item} />
      <p className="text-sm">
        {total.toLocaleString("en-US")} {total === 1 ? "request" : "requests"} in the last hour
      </p>
      <p className="text-muted text-sm">
        Last used <RelativeTime value={item.lastUsedAt} empty="never" />
      </p>
    </section>
  );
}
