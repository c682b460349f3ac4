import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { editAction } from "@/app/(portal)/[org]/applications/actions";
import { boundActions } from "@/app/(portal)/[org]/applications/bound-actions";
import type { PageInput } from "@/app/query";
import { DangerZone } from "@/components/applications/danger-zone";
import { EditApplicationForm } from "@/components/applications/edit-application-form";
import { TransferOwnerForm } from "@/components/applications/transfer-owner-form";
import { can, canOn } from "@/lib/access/authorize";
import { listMembers } from "@/lib/members/list";

export const metadata: Metadata = { title: "Settings" };

export default async function ApplicationSettingsPage({ params }: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  if (!canOn(actor, "application.edit", application)) notFound();
  const edit = editAction.bind(null, org, id, application.revision);
  const members = can(actor, "application.transfer")
    ? (await listMembers(actor, { limit: 100 })).data
    : [];
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <EditApplicationForm application={application} edit={edit} />
      {members.length > 1 && (
        <TransferOwnerForm
          key={application.ownerId}
          application={application}
          owners={members.map(({ id: member, name, email }) => ({ id: member, name, email }))}
          edit={edit}
        />
      )}
      <DangerZone slug={org} application={application} actions={boundActions(org)} />
    </div>
  );
}
