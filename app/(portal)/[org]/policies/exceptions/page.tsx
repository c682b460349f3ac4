import { CalendarClock } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { endExceptionAction } from "@/app/(portal)/[org]/policies/actions";
import { pageActor } from "@/app/actor";
import { type PageInput, pageParam } from "@/app/query";
import { ExceptionTable } from "@/components/policies/exception-table";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { can } from "@/lib/access/authorize";
import { listExceptions } from "@/lib/policies/list-exceptions";

export const metadata: Metadata = { title: "Exceptions" };

const Query = z.object({ page: pageParam });
const size = 50;

export default async function ExceptionsPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { page } = Query.parse(await searchParams);
  const { data, total } = await listExceptions(actor, { page, limit: size });
  return (
    <>
      <Breadcrumbs items={[{ label: "Exceptions" }]} />
      <ExceptionTable
        rows={data.map((one) => ({ ...one, href: `/${org}/keys/${one.key.id}` }))}
        end={can(actor, "policy.except") ? endExceptionAction.bind(null, org) : undefined}
        empty={
          <EmptyState icon={<CalendarClock aria-hidden />} title="No exceptions">
            A key can be excepted from a rule for a time, when the rule is changed or from the list
            of breaking keys.
          </EmptyState>
        }
      />
      {data.length > 0 && <Pagination page={page} pageSize={size} total={total} />}
    </>
  );
}
