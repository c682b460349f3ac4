"use client";

import { Boxes, CirclePause, CirclePlay, Ellipsis, KeyRound, Pencil, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions } from "./application-actions";
import type { AskedStop } from "./stop-dialogs";
import { useActivate } from "./use-activate";

/** Loaded only by who asks for one. */
const StopDialogs = dynamic(async () => (await import("./stop-dialogs")).StopDialogs);

export type ManagedApplication = ApplicationSummary & { mayEdit: boolean; mayGrant: boolean };

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
  const [asked, setAsked] = useState<AskedStop>("none");
  const [wasAsked, setWasAsked] = useState(false);
  if (asked !== "none" && !wasAsked) setWasAsked(true);
  const { activate } = useActivate(application, actions);
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
      {wasAsked && (
        <StopDialogs
          asked={asked}
          close={() => setAsked("none")}
          application={application}
          actions={actions}
          onDeleted={() => (onPage ? router.push(`/${slug}/applications`) : router.refresh())}
        />
      )}
    </>
  );
}
