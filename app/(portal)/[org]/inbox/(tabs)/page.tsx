import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { type PageInput, pageParam } from "@/app/query";
import { RequestList } from "@/components/approvals/request-list";
import { RequestTable } from "@/components/approvals/request-table";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { can } from "@/lib/access/authorize";
import { listRequests } from "@/lib/approvals/list";

export const metadata: Metadata = { title: "Inbox" };

const Query = z.object({ page: pageParam });

const size = 20;

export default async function RequestsPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { page } = Query.parse(await searchParams);
  const [pending, answered] = await Promise.all([
    listRequests(actor, { status: "pending", limit: 100 }),
    listRequests(actor, { status: "decided", limit: size, page }),
  ]);
  const mayDecide = can(actor, "request.decide");
  if (pending.total + answered.total === 0) {
    return <NoRequests org={org} mayDecide={mayDecide} mayAsk={can(actor, "request.create")} />;
  }
  return (
    <>
      <Card
        flush
        title={mayDecide ? "Waiting for you" : "Waiting for an answer"}
        description={
          mayDecide
            ? "Nobody decides on their own request: another owner or admin does."
            : "Any owner or admin of the organization may answer."
        }
      >
        {pending.total > 0 ? (
          <RequestList slug={org} requests={pending.data} />
        ) : (
          <p className="border-t px-5 py-6 text-center text-muted">Nothing is waiting.</p>
        )}
      </Card>
      {answered.total > 0 && (
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold">Answered</h2>
          <RequestTable slug={org} requests={answered.data} />
          <Pagination page={page} pageSize={size} total={answered.total} />
        </section>
      )}
    </>
  );
}

function NoRequests({
  org,
  mayDecide,
  mayAsk,
}: {
  org: string;
  mayDecide: boolean;
  mayAsk: boolean;
}) {
  if (mayDecide || !mayAsk)
    return (
      <EmptyState
        icon={<Inbox aria-hidden />}
        title="No requests"
        action={<ButtonLink href={`/${org}/policies`}>See policies</ButtonLink>}
      >
        Developers ask here for what they may not give themselves: sensitive permissions,
        environments that the policies close to them, and keys that need approval.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<Inbox aria-hidden />}
      title="No requests"
      action={
        <ButtonLink variant="primary" href={`/${org}/applications`}>
          Go to your apps
        </ButtonLink>
      }
    >
      When an application needs a sensitive permission, or one in an environment that is closed to
      you, open its Connected APIs and request access. Where keys need approval, request it where
      you generate them. The answer arrives here.
    </EmptyState>
  );
}
