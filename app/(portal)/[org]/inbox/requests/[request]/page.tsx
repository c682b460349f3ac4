import type { Metadata } from "next";
import {
  approveRequestAction,
  refuseRequestAction,
  withdrawRequestAction,
} from "@/app/(portal)/[org]/inbox/actions";
import { pageActor } from "@/app/actor";
import { orNotFound } from "@/app/or-not-found";
import type { PageInput } from "@/app/query";
import { DecisionForm } from "@/components/approvals/decision-form";
import { environmentsInWords } from "@/components/approvals/environment-words";
import { RequestAnswer } from "@/components/approvals/request-answer";
import { RequestApplication } from "@/components/approvals/request-application";
import { RequestItems } from "@/components/approvals/request-items";
import { RequestKey } from "@/components/approvals/request-key";
import { RequestStatusBadge } from "@/components/approvals/request-status";
import { WithdrawRequest } from "@/components/approvals/withdraw-request";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { can } from "@/lib/access/authorize";
import { getRequest } from "@/lib/approvals/get";
import { asksInWords } from "@/lib/approvals/summary";

export const metadata: Metadata = { title: "Request for access" };

export default async function RequestPage({ params }: PageInput<{ request: string }>) {
  const { org, request: id } = await params;
  const actor = await pageActor(org);
  const request = await orNotFound(getRequest(actor, id));
  const { application, items, status, revision, createdByName } = request;
  const own = request.createdBy === actor.id;
  const pending = status === "pending";
  const key = request.kind === "key";
  return (
    <>
      <Breadcrumbs items={[{ label: "Inbox", href: `/${org}/inbox` }, { label: "Request" }]} />
      <PageHeader
        title={`${key ? `A${asksInWords(request).slice(1)}` : asksInWords(request)} for ${application.name}`}
        badge={<RequestStatusBadge status={status} />}
        meta={
          <>
            <span>
              Asked by {createdByName}, <RelativeTime value={request.createdAt} />
            </span>
            {!key && <span>{environmentsInWords(request.environments)}</span>}
          </>
        }
        actions={
          own && pending && <WithdrawRequest withdraw={withdrawRequestAction.bind(null, org, id)} />
        }
      />
      {!pending && <RequestAnswer request={request} />}
      {pending && own && can(actor, "request.decide") && (
        <Notice title="Another owner or admin decides">Nobody decides on their own request.</Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="Reason">
            <p className="whitespace-pre-wrap break-words">{request.reason}</p>
          </Card>
          {key ? (
            <RequestKey slug={org} request={request} own={own} now={Date.now()} />
          ) : (
            <Card
              flush
              title="What it opens"
              description={
                items.length > 0
                  ? undefined
                  : "Nothing of what was asked for is in the catalogue any more."
              }
            >
              <RequestItems items={items} />
            </Card>
          )}
        </div>
        <div className="flex flex-col gap-6">
          {pending && !own && can(actor, "request.decide") && (
            <Card
              title="Your answer"
              description={
                key
                  ? `${createdByName} is notified.`
                  : `Approved, it holds from the next request on. ${createdByName} is notified.`
              }
            >
              <DecisionForm
                requester={createdByName}
                approvable={key || items.length > 0}
                approve={approveRequestAction.bind(null, org, id, revision)}
                refuse={refuseRequestAction.bind(null, org, id, revision)}
              />
            </Card>
          )}
          <RequestApplication slug={org} application={application} />
        </div>
      </div>
    </>
  );
}
