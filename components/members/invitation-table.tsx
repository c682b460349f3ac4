"use client";

import { Ellipsis, Link2, Trash2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import type { InvitationSummary, IssuedInvitation } from "@/lib/invitations/summary";
import { InvitationReveal } from "./invitation-reveal";
import type { InvitationActions } from "./member-actions";
import type { Viewer } from "./member-menu";
import { RoleBadge } from "./role-badge";

const column = columnsFor<InvitationSummary>();

const columns = column.columns([
  column.accessor("email", {
    header: "E-mail",
    cell: ({ getValue }) => <span className="break-all font-medium">{getValue()}</span>,
    meta: { card: "title" },
  }),
  column.accessor("role", {
    header: "Role",
    cell: ({ getValue }) => <RoleBadge role={getValue()} />,
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => <StatusBadge status={getValue()} />,
  }),
  column.accessor("createdByName", { header: "Invited by" }),
  column.accessor("expiresAt", {
    header: "Expires",
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

type Asked = { what: "renew" | "withdraw"; invitation: InvitationSummary };

/** Invitations that nobody has accepted yet. */
export function InvitationTable({
  invitations,
  viewer,
  actions,
}: {
  invitations: InvitationSummary[];
  viewer: Viewer;
  actions: InvitationActions;
}) {
  const [asked, setAsked] = useState<Asked>();
  const [open, setOpen] = useState(false);
  const [issued, setIssued] = useState<IssuedInvitation>();
  const ask = (what: Asked["what"], invitation: InvitationSummary) => {
    setAsked({ what, invitation });
    setOpen(true);
  };
  const email = asked?.invitation.email;

  async function renew() {
    if (!asked) return;
    const result = await actions.resend(asked.invitation.id);
    if (result.ok) setIssued(result.data);
    return confirmed(result);
  }

  async function withdraw() {
    if (!asked) return;
    const result = await actions.withdraw(asked.invitation.id);
    if (result.ok) toast({ title: `The invitation of ${email} is withdrawn` });
    return confirmed(result);
  }

  return (
    <>
      <DataTable
        caption="Invitations"
        columns={columns}
        rows={invitations}
        rowId={(invitation) => invitation.id}
        actions={
          viewer.mayEdit
            ? (invitation) =>
                (invitation.role !== "owner" || viewer.mayEditOwners) && (
                  <Menu
                    trigger={
                      <IconButton
                        label={`Actions for the invitation of ${invitation.email}`}
                        size="sm"
                        icon={<Ellipsis />}
                      />
                    }
                    items={[
                      {
                        label: "New link",
                        icon: <Link2 />,
                        onSelect: () => ask("renew", invitation),
                      },
                      {
                        label: "Withdraw",
                        icon: <Trash2 />,
                        tone: "bad",
                        onSelect: () => ask("withdraw", invitation),
                      },
                    ]}
                  />
                )
            : undefined
        }
      />
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        tone={asked?.what === "renew" ? "primary" : "danger"}
        title={
          asked?.what === "renew"
            ? `Make a new link for ${email}?`
            : `Withdraw the invitation of ${email}?`
        }
        consequence={
          asked?.what === "renew"
            ? "The former link works no more. The new one works for 7 days from now."
            : "Its link works no more. You can invite them again."
        }
        confirmLabel={asked?.what === "renew" ? "Make new link" : "Withdraw invitation"}
        onConfirm={asked?.what === "renew" ? renew : withdraw}
      />
      {issued && <InvitationReveal issued={issued} onStored={() => setIssued(undefined)} />}
    </>
  );
}
