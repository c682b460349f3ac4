import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { editAction } from "@/app/(portal)/[org]/applications/actions";
import { boundActions } from "@/app/(portal)/[org]/applications/bound-actions";
import {
  previewApplicationRulesAction,
  removeApplicationRulesAction,
  setApplicationRulesAction,
} from "@/app/(portal)/[org]/policies/actions";
import type { PageInput } from "@/app/query";
import { DangerZone } from "@/components/applications/danger-zone";
import { EditApplicationForm } from "@/components/applications/edit-application-form";
import { MaintainersForm } from "@/components/applications/maintainers-form";
import { TransferOwnerForm } from "@/components/applications/transfer-owner-form";
import { ApplicationRulesCard } from "@/components/policies/application-rules-card";
import { can, canOn } from "@/lib/access/authorize";
import { listMembers } from "@/lib/members/list";
import { getPolicies } from "@/lib/policies/get";
import { withRules } from "@/lib/policies/merge";
import { getApplicationRules } from "@/lib/policies/override";
import { loosestRules } from "@/lib/policies/rules";
import { stricter } from "@/lib/policies/strictness";

export const metadata: Metadata = { title: "Settings" };

export default async function ApplicationSettingsPage({ params }: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  if (!canOn(actor, "application.edit", application)) notFound();
  const edit = editAction.bind(null, org, id, application.revision);
  const mayShare = canOn(actor, "application.share", application);
  const mayTransfer = can(actor, "application.transfer");
  const members = mayShare || mayTransfer ? (await listMembers(actor, { limit: 100 })).data : [];
  const people = members.map(({ id, name, email, role }) => ({ id, name, email, role }));
  const { maintainerIds, ownerId } = application;
  const [{ rules }, own] = await Promise.all([getPolicies(actor), getApplicationRules(actor, id)]);
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <EditApplicationForm application={application} edit={edit} />
      {mayShare && (
        <MaintainersForm
          key={maintainerIds.join()}
          application={application}
          members={people.filter(
            (one) =>
              maintainerIds.includes(one.id) || (one.id !== ownerId && one.role !== "auditor"),
          )}
          edit={edit}
        />
      )}
      {mayTransfer && people.length > 1 && (
        <TransferOwnerForm key={ownerId} application={application} owners={people} edit={edit} />
      )}
      <ApplicationRulesCard
        organization={rules}
        effective={stricter(rules, withRules(loosestRules, own.rules ?? {}))}
        actions={
          can(actor, "policy.override")
            ? {
                preview: previewApplicationRulesAction.bind(null, org, id),
                save: setApplicationRulesAction.bind(null, org, id, own.revision),
                remove: removeApplicationRulesAction.bind(null, org, id),
              }
            : undefined
        }
      />
      <DangerZone slug={org} application={application} actions={boundActions(org)} />
    </div>
  );
}
