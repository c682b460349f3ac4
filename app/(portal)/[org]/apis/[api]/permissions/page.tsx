import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import type { PageInput } from "@/app/query";
import { PermissionTable } from "@/components/catalog/permission-table";
import { can } from "@/lib/access/authorize";
import { createPermissionAction, deletePermissionAction, editPermissionAction } from "./actions";

export default async function PermissionsPage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  const permissions = api.permissionList.map((permission) => ({
    ...permission,
    endpoints: api.endpointList.filter((one) => one.permission?.id === permission.id).length,
  }));
  return (
    <PermissionTable
      permissions={permissions}
      actions={
        can(actor, "catalog.edit")
          ? {
              create: createPermissionAction.bind(null, org, api.id),
              edit: editPermissionAction.bind(null, org, api.id),
              remove: deletePermissionAction.bind(null, org, api.id),
            }
          : undefined
      }
    />
  );
}
