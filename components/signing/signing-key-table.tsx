"use client";

import { Ban, Ellipsis } from "lucide-react";
import { type ReactNode, useState } from "react";
import { StoppedDialog } from "@/components/keys/stopped-dialog";
import { CopyText } from "@/components/ui/copy-text";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { DateTime } from "@/components/ui/relative-time";
import type { SigningKeySummary } from "@/lib/signing/summary";
import type { WithdrawnSigningKey } from "@/lib/signing/withdraw";
import { SigningKeyState } from "./signing-key-state";
import { type Withdraw, WithdrawSigningKey } from "./withdraw-signing-key";

const column = columnsFor<SigningKeySummary>();

const columns = column.columns([
  column.accessor("kid", {
    header: "Key ID (kid)",
    cell: ({ getValue }) => <CopyText value={getValue()} what="Key ID" />,
    meta: { card: "title" },
  }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => <SigningKeyState state={getValue()} />,
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
  }),
  column.display({
    id: "signs",
    header: "Signs since",
    cell: ({ row: { original } }) => <Signs item={original} />,
  }),
  column.accessor("liveTokens", {
    header: "Live tokens",
    cell: ({ getValue }) => getValue().toLocaleString("en-US"),
    meta: { align: "end" },
  }),
  column.accessor("lastTokenExpiresAt", {
    header: "Last token ends",
    cell: ({ getValue }) => <DateTime value={getValue()} empty="None" />,
  }),
]);

function Signs({ item }: { item: SigningKeySummary }) {
  if (item.state === "next")
    return (
      <span className="text-muted">
        Not before <DateTime value={item.signsFrom} />
      </span>
    );
  return (
    <span className="flex flex-col">
      <DateTime value={item.currentSince} />
      {item.retiredAt && (
        <span className="text-muted text-xs">
          {item.state === "withdrawn" ? "Withdrawn" : "Until"} <DateTime value={item.retiredAt} />
        </span>
      )}
    </span>
  );
}

export function SigningKeyTable({
  keys,
  withdraw,
  empty,
}: {
  keys: SigningKeySummary[];
  /** For who may. */
  withdraw?: Withdraw | undefined;
  empty: ReactNode;
}) {
  const [target, setTarget] = useState<SigningKeySummary>();
  const [withdrawn, setWithdrawn] = useState<WithdrawnSigningKey>();
  return (
    <>
      <DataTable
        caption="Signing keys"
        columns={columns}
        rows={keys}
        rowId={({ kid }) => kid}
        empty={empty}
        {...(withdraw && {
          actions: (item: SigningKeySummary) =>
            item.state !== "withdrawn" && (
              <Actions kid={item.kid} onWithdraw={() => setTarget(item)} />
            ),
        })}
      />
      {withdraw && target && (
        <WithdrawSigningKey
          item={target}
          withdraw={withdraw}
          onDone={setWithdrawn}
          onClose={() => setTarget(undefined)}
        />
      )}
      {withdrawn && (
        <StoppedDialog
          title="The signing key is withdrawn"
          effect={withdrawn}
          onClose={() => setWithdrawn(undefined)}
        >
          <p>{revokedWords(withdrawn.revokes)}</p>
        </StoppedDialog>
      )}
    </>
  );
}

/** Of more keys, the worker revokes the rest. */
const atOnce = 200;

const revokedWords = (count: number) =>
  count === 0
    ? "No key had to be revoked: none that it signed still worked."
    : count === 1
      ? "The one key that it signed is revoked, and its owner is told."
      : `The ${count.toLocaleString("en-US")} keys that it signed are ${count > atOnce ? "being revoked" : "revoked"}, and their owners are told.`;

function Actions({ kid, onWithdraw }: { kid: string; onWithdraw: () => void }) {
  const label = `Actions for ${kid}`;
  return (
    <Menu
      label={label}
      trigger={<IconButton label={label} size="sm" variant="quiet" icon={<Ellipsis />} />}
      items={[{ label: "Withdraw", icon: <Ban />, tone: "bad", onSelect: onWithdraw }]}
    />
  );
}
