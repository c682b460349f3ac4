import type { apis, endpoints, permissions } from "@/db/schema";
import type { ApiId, ApplicationId, EndpointId, MemberId, PermissionId } from "@/lib/ids";

export type ApiRow = typeof apis.$inferSelect;
export type EndpointRow = typeof endpoints.$inferSelect;
export type PermissionRow = typeof permissions.$inferSelect;
export type Method = EndpointRow["method"];

/** An API with the number of its endpoints, permissions and of the applications that use it. */
export type ApiSummary = {
  id: ApiId;
  slug: string;
  name: string;
  description: string;
  baseUrl: string;
  /** Whom to ask about it. */
  ownerId: MemberId | null;
  ownerName: string | null;
  createdAt: string;
  revision: number;
  endpoints: number;
  permissions: number;
  applications: number;
};

export type PermissionSummary = {
  id: PermissionId;
  apiId: ApiId;
  name: string;
  description: string;
  sensitive: boolean;
  revision: number;
};

export type EndpointSummary = {
  id: EndpointId;
  apiId: ApiId;
  method: Method;
  path: string;
  summary: string;
  deprecated: boolean;
  /** The permission that it requires. */
  permission: { id: PermissionId; name: string; sensitive: boolean } | null;
  revision: number;
};

export type CatalogApi = ApiSummary & {
  endpointList: EndpointSummary[];
  permissionList: PermissionSummary[];
};

export type ApiDetails = CatalogApi & { applicationList: { id: ApplicationId; name: string }[] };

/** An API without its endpoints; how many require each permission is told. */
export type ApiOutline = ApiSummary & {
  permissionList: (PermissionSummary & { endpoints: number })[];
  applicationList: ApiDetails["applicationList"];
};

export type ApiCounts = Pick<ApiSummary, "endpoints" | "permissions" | "applications">;

export function summarizePermission(row: PermissionRow): PermissionSummary {
  return {
    id: row.id,
    apiId: row.apiId,
    name: row.name,
    description: row.description,
    sensitive: row.sensitive,
    revision: row.revision,
  };
}

/** `required`: the row that `permissionId` names. */
export function summarizeEndpoint(
  row: EndpointRow,
  required: Pick<PermissionRow, "id" | "name" | "sensitive"> | null | undefined,
): EndpointSummary {
  return {
    id: row.id,
    apiId: row.apiId,
    method: row.method,
    path: row.path,
    summary: row.summary,
    deprecated: row.deprecated,
    permission: required
      ? { id: required.id, name: required.name, sensitive: required.sensitive }
      : null,
    revision: row.revision,
  };
}
