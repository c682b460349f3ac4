"use client";

import { EditKeyDialog } from "./edit-key-dialog";
import type { KeyActions, ManagedKey } from "./key-actions";
import { doingsOf, type KeyDoing } from "./key-state";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { RotateKeyDialog } from "./rotate-key-dialog";
import { StatusDialog } from "./status-dialog";

export type Asked = { item: ManagedKey; doing: KeyDoing };

/**
 * The dialog that is asked for. It stands where it survives the change of its key: beside a table,
 * not in a row of it.
 */
export function KeyDialogs({
  slug,
  gateUrl,
  actions,
  asked,
  onAsk,
}: {
  slug: string;
  gateUrl: string;
  actions: KeyActions;
  asked: Asked | undefined;
  onAsk: (asked: Asked | undefined) => void;
}) {
  if (!asked) return null;
  const { item, doing } = asked;
  const shared = { item, actions, onClose: () => onAsk(undefined) };
  const doings = doingsOf(item);
  if (doing === "edit") return <EditKeyDialog key={item.id} {...shared} />;
  if (doing === "rotate")
    return <RotateKeyDialog key={item.id} slug={slug} gateUrl={gateUrl} {...shared} />;
  if (doing === "revoke")
    return (
      <RevokeKeyDialog
        key={item.id}
        {...shared}
        mayDisable={doings.includes("disable")}
        onRotate={doings.includes("rotate") ? () => onAsk({ item, doing: "rotate" }) : undefined}
      />
    );
  return <StatusDialog key={`${item.id} ${doing}`} change={doing} {...shared} />;
}
