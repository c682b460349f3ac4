import { Users } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { invitationActions, memberActions } from "@/app/(portal)/[org]/members/bound-actions";
import { pageActor } from "@/app/actor";
import { listOrder } from "@/app/list-order";
import { choiceParam, type PageInput, pageParam, textParam } from "@/app/query";
import { InvitationTable } from "@/components/members/invitation-table";
import { InviteDialog } from "@/components/members/invite-dialog";
import { MemberTable } from "@/components/members/member-table";
import { RoleTable } from "@/components/members/role-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterSelect } from "@/components/ui/filter-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import { can } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { listInvitations } from "@/lib/invitations/list";
import { listMembers } from "@/lib/members/list";
import { getPolicies } from "@/lib/policies/get";

export const metadata: Metadata = { title: "Members" };

const Query = z.object({
  page: pageParam,
  q: textParam,
  role: choiceParam(roleNames),
  sort: choiceParam(["name", "-name", "createdAt", "-createdAt", "lastActiveAt", "-lastActiveAt"]),
  invite: z.literal("1").optional().catch(undefined),
});

const size = 50;

const roles = [
  { value: "owner", label: "Owners" },
  { value: "admin", label: "Admins" },
  { value: "developer", label: "Developers" },
  { value: "auditor", label: "Auditors" },
];

export default async function MembersPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { page, q, role, sort = "name", invite } = Query.parse(await searchParams);
  const [members, pending, expired, { ceilings, rules }] = await Promise.all([
    listMembers(actor, { page, limit: size, search: q, role, ...listOrder(sort) }),
    listInvitations(actor, { status: "pending", limit: 100 }),
    listInvitations(actor, { status: "expired", limit: 20 }),
    getPolicies(actor),
  ]);
  const invitations = [...pending.data, ...expired.data];
  const viewer = {
    id: actor.id,
    mayEdit: can(actor, "member.edit"),
    mayEditOwners: can(actor, "member.edit-owner"),
  };
  const invitationDoors = invitationActions(org);
  return (
    <>
      <PageHeader
        title="Members"
        description="The people of the organization and their roles."
        actions={
          viewer.mayEdit && (
            <InviteDialog
              key={invite}
              startOpen={invite === "1"}
              mayInviteOwner={viewer.mayEditOwners}
              invite={invitationDoors.invite}
            />
          )
        }
      />
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput label="Search members" placeholder="Name or e-mail" />
        <FilterSelect label="Role" param="role" options={roles} all="All roles" />
      </div>
      <MemberTable
        org={org}
        viewer={viewer}
        ceilings={ceilings}
        departed={rules.departedOwner}
        actions={memberActions(org)}
        members={members.data}
        sort={sort}
        empty={
          <EmptyState icon={<Users aria-hidden />} title="No member matches">
            Try another name or role.
          </EmptyState>
        }
      />
      <Pagination page={page} pageSize={size} total={members.total} />
      {invitations.length > 0 && (
        <section className="flex flex-col gap-3" aria-labelledby="invitations">
          <h2 id="invitations" className="font-semibold">
            Invitations
          </h2>
          <InvitationTable invitations={invitations} viewer={viewer} actions={invitationDoors} />
        </section>
      )}
      <Card flush title="Who may do what">
        <RoleTable own={actor.role} />
      </Card>
    </>
  );
}
