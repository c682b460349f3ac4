import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import { removalImpactAction } from "@/app/(portal)/[org]/apis/actions";
import type { PageInput } from "@/app/query";
import { PermissionTable } from "@/components/catalog/permission-table";
import { can } from "@/lib/access/authorize";
import { createPermissionAction, deletePermissionAction, editPermissionAction } from "./actions";

export default async function PermissionsPage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  return (
    <PermissionTable
      permissions={api.permissionList}
      actions={
        can(actor, "catalog.edit")
          ? {
              create: createPermissionAction.bind(null, org, api.id),
              edit: editPermissionAction.bind(null, org, api.id),
              impact: removalImpactAction.bind(null, org, api.id),
              remove: deletePermissionAction.bind(null, org, api.id),
            }
          : undefined
      }
    />
  );
}
