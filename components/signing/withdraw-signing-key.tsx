"use client";

import { useState } from "react";
import { NoteField } from "@/components/keys/note-field";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import type { FormResult } from "@/lib/form";
import type { SigningKeySummary } from "@/lib/signing/summary";
import type { WithdrawnSigningKey } from "@/lib/signing/withdraw";

export type Withdraw = (
  kid: string,
  input: { reason: string },
) => Promise<FormResult<WithdrawnSigningKey>>;

/** For a stolen one: asks why, and for a word that nobody types by accident. */
export function WithdrawSigningKey({
  item: { kid, state, liveTokens },
  withdraw,
  onDone,
  onClose,
}: {
  item: SigningKeySummary;
  withdraw: Withdraw;
  onDone: (withdrawn: WithdrawnSigningKey) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Withdraw the signing key?"
      consequence={`For a stolen key: who has its private part can sign tokens. ${stopping(liveTokens)} This can’t be undone.`}
      typeName="withdraw"
      confirmLabel="Withdraw signing key"
      blocked={reason.trim() === ""}
      onConfirm={async () => {
        const result = await withdraw(kid, { reason });
        if (result.ok) onDone(result.data);
        return confirmed(result);
      }}
    >
      <ul className="flex list-disc flex-col gap-1 pl-5">
        <li>The gates refuse them from now on.</li>
        <li>
          Services that follow the stream, or fetch the key set, refuse them within seconds. A key
          set that was fetched before may be kept for up to five minutes.
        </li>
        {state === "current" && (
          <li>
            The next key signs at once. A service that has not seen it yet may refuse new tokens for
            as long.
          </li>
        )}
      </ul>
      <NoteField
        label="Reason"
        required
        hint="It stays in the audit log."
        value={reason}
        error={undefined}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}

function stopping(tokens: number): string {
  if (tokens === 0) return "It has signed no token that still lasts.";
  const all = tokens === 1 ? "The one token" : `All ${tokens.toLocaleString("en-US")} tokens`;
  return `${all} that it signed ${tokens === 1 ? "stops" : "stop"} now, and their keys are revoked.`;
}
