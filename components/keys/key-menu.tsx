"use client";

import {
  Ban,
  CirclePause,
  CirclePlay,
  Ellipsis,
  ExternalLink,
  Pencil,
  RefreshCw,
  Shield,
} from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import type { ManagedKey } from "./key-actions";
import { doingsOf, type KeyDoing } from "./key-state";

const entries: Record<KeyDoing, { label: string; icon: ReactNode; tone?: "bad" }> = {
  edit: { label: "Edit", icon: <Pencil /> },
  rotate: { label: "Rotate", icon: <RefreshCw /> },
  enable: { label: "Enable", icon: <CirclePlay /> },
  disable: { label: "Disable", icon: <CirclePause /> },
  quarantine: { label: "Quarantine", icon: <Shield /> },
  revoke: { label: "Revoke", icon: <Ban />, tone: "bad" },
};

/** What can be done to a key; nothing where nothing can. */
export function KeyMenu({
  item,
  page,
  without = [],
  onDo,
}: {
  item: ManagedKey;
  /** The key's own page, unless it is the one that is shown. */
  page?: string;
  /** What is offered beside the menu already. */
  without?: readonly KeyDoing[];
  onDo: (doing: KeyDoing) => void;
}) {
  const doings = doingsOf(item).filter((doing) => !without.includes(doing));
  const items: MenuEntry[] = [
    ...(page ? [{ label: "Open", icon: <ExternalLink />, href: page }] : []),
    ...doings.map((doing) => ({ ...entries[doing], onSelect: () => onDo(doing) })),
  ];
  if (items.length === 0) return null;
  return (
    <Menu
      label={`Actions for ${item.name}`}
      trigger={
        <IconButton
          label={`Actions for ${item.name}`}
          size={page ? "sm" : "md"}
          variant={page ? "quiet" : "secondary"}
          icon={<Ellipsis />}
        />
      }
      items={items}
    />
  );
}
