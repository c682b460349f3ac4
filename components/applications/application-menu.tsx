"use client";

import { Boxes, CirclePause, CirclePlay, Ellipsis, KeyRound, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions } from "./application-actions";
import { DeactivateApplicationDialog } from "./deactivate-application-dialog";
import { DeleteApplicationDialog } from "./delete-application-dialog";
import { useActivate } from "./use-activate";

export type ManagedApplication = ApplicationSummary & { mayEdit: boolean; mayGrant: boolean };

type Asked = "none" | "deactivate" | "delete";

export function ApplicationMenu({
  slug,
  application,
  actions,
  onPage,
}: {
  slug: string;
  application: ManagedApplication;
  actions: ApplicationActions;
  onPage?: boolean;
}) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked>("none");
  const { activate } = useActivate(application, actions);
  const close = (open: boolean) => !open && setAsked("none");
  const { id, name, status, mayEdit, mayGrant } = application;
  const href = `/${slug}/applications/${id}`;

  const items: MenuEntry[] = onPage
    ? []
    : [
        { label: "Access keys", icon: <KeyRound />, href: `${href}/keys` },
        {
          label: mayGrant ? "Manage permissions" : "Connected APIs",
          icon: <Boxes />,
          href: `${href}/apis`,
        },
        ...(mayEdit ? [{ label: "Edit", icon: <Pencil />, href: `${href}/settings` }] : []),
      ];
  if (mayEdit) {
    items.push(
      ...(onPage ? [] : [{ separator: true as const }]),
      status === "active"
        ? { label: "Deactivate", icon: <CirclePause />, onSelect: () => setAsked("deactivate") }
        : { label: "Activate", icon: <CirclePlay />, onSelect: activate },
      { label: "Delete", icon: <Trash2 />, tone: "bad", onSelect: () => setAsked("delete") },
    );
  }

  if (items.length === 0) return null;
  return (
    <>
      <Menu
        label={`Actions for ${name}`}
        trigger={
          <IconButton
            label={`Actions for ${name}`}
            size={onPage ? "md" : "sm"}
            variant={onPage ? "secondary" : "quiet"}
            icon={<Ellipsis />}
          />
        }
        items={items}
      />
      <DeactivateApplicationDialog
        open={asked === "deactivate"}
        onOpenChange={close}
        application={application}
        actions={actions}
      />
      <DeleteApplicationDialog
        open={asked === "delete"}
        onOpenChange={close}
        application={application}
        actions={actions}
        onDeleted={() => (onPage ? router.push(`/${slug}/applications`) : router.refresh())}
      />
    </>
  );
}
