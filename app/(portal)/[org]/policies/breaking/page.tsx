import { ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { exceptKeyAction } from "@/app/(portal)/[org]/policies/actions";
import { pageActor } from "@/app/actor";
import { choiceParam, type PageInput, pageParam } from "@/app/query";
import { BreakingTable } from "@/components/policies/breaking-table";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { can } from "@/lib/access/authorize";
import { listBreaking } from "@/lib/policies/list-breaking";

export const metadata: Metadata = { title: "Breaking keys" };

const Query = z.object({ page: pageParam, show: choiceParam(["all"]) });
const size = 50;

export default async function BreakingKeysPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { page, show } = Query.parse(await searchParams);
  const reminded = show === "all";
  const { data, total } = await listBreaking(actor, { page, limit: size, reminded });
  return (
    <>
      <Breadcrumbs items={[{ label: "Breaking keys" }]} />
      <div>
        <SegmentedControl
          label="Which keys"
          param="show"
          value={show ?? "stopped"}
          options={[
            { value: "stopped", label: "To be stopped" },
            { value: "all", label: "Also reminded only" },
          ]}
        />
      </div>
      <BreakingTable
        rows={data.map((key) => ({ ...key, href: `/${org}/keys/${key.id}` }))}
        except={can(actor, "policy.except") ? exceptKeyAction.bind(null, org) : undefined}
        empty={
          <EmptyState
            icon={<ShieldCheck aria-hidden />}
            title={reminded ? "No key breaks a rule" : "No key is to be stopped"}
          >
            Keys that break one, or soon will, stand here with the day on which they are stopped.
          </EmptyState>
        }
      />
      {data.length > 0 && <Pagination page={page} pageSize={size} total={total} />}
    </>
  );
}
