import { Boxes } from "lucide-react";
import type { Metadata } from "next";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { replaceGrantsAction } from "@/app/(portal)/[org]/applications/actions";
import type { PageInput } from "@/app/query";
import { NoCatalog } from "@/components/applications/no-catalog";
import { EditGrantsDialog } from "@/components/grants/edit-grants-dialog";
import { GrantCards } from "@/components/grants/grant-list";
import { EmptyState } from "@/components/ui/empty-state";
import { can, canOn } from "@/lib/access/authorize";
import { listCatalog } from "@/lib/catalog/list-catalog";
import { listGrants } from "@/lib/grants/list";

export const metadata: Metadata = { title: "Connected APIs" };

export default async function ConnectedApisPage({ params }: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  const mayGrant = canOn(actor, "grant.edit", application);
  const [{ grants, revision }, catalog] = await Promise.all([
    listGrants(actor, id),
    mayGrant ? listCatalog(actor) : [],
  ]);
  if (mayGrant && catalog.length === 0)
    return <NoCatalog slug={org} mayEdit={can(actor, "catalog.edit")} />;
  const edit = mayGrant && (
    <EditGrantsDialog
      application={application.name}
      catalog={catalog}
      grants={grants}
      maySensitive={can(actor, "grant.sensitive")}
      replace={replaceGrantsAction.bind(null, org, id, revision)}
    />
  );
  if (grants.length === 0)
    return (
      <EmptyState icon={<Boxes aria-hidden />} title="No API connected" action={edit}>
        {application.name} has no grants: its keys prove who calls, and may call nothing.
      </EmptyState>
    );
  return (
    <>
      {edit && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-muted">What {application.name} may call, and who granted it.</p>
          {edit}
        </div>
      )}
      <GrantCards slug={org} grants={grants} />
    </>
  );
}
