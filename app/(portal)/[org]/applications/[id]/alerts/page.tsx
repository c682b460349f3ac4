import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import type { PageInput } from "@/app/query";
import { AlertRules } from "@/components/alerts/alert-rules";
import { QuotaList } from "@/components/alerts/quota-list";
import { canOn } from "@/lib/access/authorize";
import { mostRules } from "@/lib/alerts/fields";
import { listAlertRules } from "@/lib/alerts/list";
import { applicationQuotaUse } from "@/lib/alerts/quota-use";
import {
  createAlertRuleAction,
  deleteAlertRuleAction,
  editAlertRuleAction,
  previewAlertRuleAction,
} from "./actions";

export const metadata: Metadata = { title: "Alerts" };

export default async function ApplicationAlertsPage({ params }: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  if (!canOn(actor, "alert.read", application)) notFound();
  const [rules, { keys, of }] = await Promise.all([
    listAlertRules(actor, id),
    applicationQuotaUse(actor, id),
  ]);
  const actions = canOn(actor, "alert.edit", application)
    ? {
        create: createAlertRuleAction.bind(null, org, id),
        edit: editAlertRuleAction.bind(null, org),
        remove: deleteAlertRuleAction.bind(null, org),
        preview: previewAlertRuleAction.bind(null, org, id),
      }
    : undefined;
  return (
    <div className="flex flex-col gap-8">
      <AlertRules application={application.name} rules={rules} most={mostRules} actions={actions} />
      <QuotaList slug={org} keys={keys} of={of} />
    </div>
  );
}
