"use client";

import { MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";

export function RowActions({
  name,
  onEdit,
  onDelete,
}: {
  name: string;
  onEdit: () => void;
  onDelete: () => void;
}) {
  return (
    <Menu
      trigger={<IconButton label={`Actions for ${name}`} size="sm" icon={<MoreHorizontal />} />}
      items={[
        { label: "Edit", icon: <Pencil />, onSelect: onEdit },
        { label: "Delete", icon: <Trash2 />, tone: "bad", onSelect: onDelete },
      ]}
    />
  );
}
