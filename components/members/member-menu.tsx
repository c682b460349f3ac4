"use client";

import { Ellipsis, LogOut, UserCog, UserMinus } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { MemberSummary } from "@/lib/members/summary";
import type { Ceilings } from "@/lib/policies/ceiling";
import { ChangeRoleDialog } from "./change-role-dialog";
import type { Departed, MemberActions } from "./member-actions";
import { RemoveMemberDialog } from "./remove-member-dialog";

/** Who looks at the members, and what they may do. */
export type Viewer = { id: string; mayEdit: boolean; mayEditOwners: boolean };

export function MemberMenu({
  member,
  viewer,
  ceilings,
  departed,
  actions,
}: {
  member: MemberSummary;
  viewer: Viewer;
  ceilings: Ceilings;
  departed: Departed;
  actions: MemberActions;
}) {
  const [asked, setAsked] = useState<"none" | "role" | "remove">("none");
  const close = () => setAsked("none");
  const self = member.id === viewer.id;
  const mayEdit = viewer.mayEdit && (member.role !== "owner" || viewer.mayEditOwners);
  const items: MenuEntry[] = [];
  if (mayEdit) {
    items.push({ label: "Change role", icon: <UserCog />, onSelect: () => setAsked("role") });
  }
  if (mayEdit || self) {
    items.push({
      label: self ? "Leave organization" : "Remove",
      icon: self ? <LogOut /> : <UserMinus />,
      tone: "bad",
      onSelect: () => setAsked("remove"),
    });
  }
  if (items.length === 0) return null;
  return (
    <>
      <Menu
        trigger={<IconButton label={`Actions for ${member.name}`} size="sm" icon={<Ellipsis />} />}
        items={items}
      />
      {asked === "role" && (
        <ChangeRoleDialog
          member={member}
          mayGiveOwner={viewer.mayEditOwners}
          ceilings={ceilings}
          changeRole={actions.changeRole}
          onClose={close}
        />
      )}
      {asked === "remove" && (
        <RemoveMemberDialog
          member={member}
          leaving={self}
          mayKeepKeys={viewer.mayEdit}
          usual={departed}
          possessions={actions.possessions}
          remove={self ? actions.leave : (input) => actions.remove(member.id, input)}
          onRemoved={() => {
            if (self) return window.location.assign("/");
            toast({ title: `${member.name} is removed` });
            close();
          }}
          onClose={close}
        />
      )}
    </>
  );
}
