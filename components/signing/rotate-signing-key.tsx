"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { Notice } from "@/components/ui/notice";
import { DateTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { FormResult } from "@/lib/form";
import type { RotatedSigningKeys } from "@/lib/signing/rotate";

/** Lets the next key sign; the server says no while it is not published long enough. */
export function RotateSigningKey({
  signsFrom,
  rotate,
}: {
  /** Of the next key; null where there is none. */
  signsFrom: string | null;
  rotate: () => Promise<FormResult<RotatedSigningKeys>>;
}) {
  const [openedAt, setOpenedAt] = useState<number>();
  const early = signsFrom && openedAt !== undefined && Date.parse(signsFrom) > openedAt;
  return (
    <ConfirmDialog
      open={openedAt !== undefined}
      onOpenChange={(open) => setOpenedAt(open ? Date.now() : undefined)}
      blocked={Boolean(early)}
      trigger={<Button icon={<RefreshCw />}>Rotate now</Button>}
      title="Rotate the signing key?"
      consequence="The next key signs from now on, and another one is published as next. Tokens that the current key signed work on until they end; its private part is destroyed."
      confirmLabel="Rotate signing key"
      tone="primary"
      onConfirm={async () => {
        const result = await rotate();
        if (!result.ok) return confirmed(result);
        toast(
          result.data.rotated
            ? { title: "The next key signs now", description: "Old tokens work on." }
            : {
                title: "Not rotated",
                description: "The next key did not open. Another one is published in its place.",
                tone: "bad",
              },
        );
      }}
    >
      {early && (
        <Notice tone="warn" title="The next key is too young">
          Services keep the key set for a while and have to know a key before it signs. This one can
          sign from <DateTime value={signsFrom} /> on.
        </Notice>
      )}
    </ConfirmDialog>
  );
}
