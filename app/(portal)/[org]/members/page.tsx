import { Users } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { listOrder } from "@/app/list-order";
import { choiceParam, type PageInput, pageParam, textParam } from "@/app/query";
import { MemberTable } from "@/components/members/member-table";
import { RoleTable } from "@/components/members/role-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterSelect } from "@/components/ui/filter-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import { roleNames } from "@/lib/access/rights";
import { listMembers } from "@/lib/members/list";

export const metadata: Metadata = { title: "Members" };

const Query = z.object({
  page: pageParam,
  q: textParam,
  role: choiceParam(roleNames),
  sort: choiceParam(["name", "-name", "createdAt", "-createdAt"]),
});

const size = 50;

const roles = [
  { value: "owner", label: "Owners" },
  { value: "admin", label: "Admins" },
  { value: "developer", label: "Developers" },
  { value: "auditor", label: "Auditors" },
];

export default async function MembersPage({ params, searchParams }: PageInput) {
  const actor = await pageActor((await params).org);
  const { page, q, role, sort = "name" } = Query.parse(await searchParams);
  const members = await listMembers(actor, {
    page,
    limit: size,
    search: q,
    role,
    ...listOrder(sort),
  });
  return (
    <>
      <PageHeader title="Members" description="The people of the organization and their roles." />
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput label="Search members" placeholder="Name or e-mail" />
        <FilterSelect label="Role" param="role" options={roles} all="All roles" />
      </div>
      <MemberTable
        members={members.data}
        sort={sort}
        empty={
          <EmptyState icon={<Users aria-hidden />} title="No member matches">
            Try another name or role.
          </EmptyState>
        }
      />
      <Pagination page={page} pageSize={size} total={members.total} />
      <Card flush title="Who may do what">
        <RoleTable own={actor.role} />
      </Card>
    </>
  );
}
