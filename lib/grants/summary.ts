import type { Method } from "@/lib/catalog/summary";
import type { ApiId, EndpointId, GrantId, PermissionId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";

/** What an application may use of an API: one permission or one endpoint. */
export type GrantSummary = {
  id: GrantId;
  api: { id: ApiId; slug: string; name: string };
  permission: { id: PermissionId; name: string; sensitive: boolean } | null;
  endpoint: {
    id: EndpointId;
    method: Method;
    path: string;
    deprecated: boolean;
    /** The name of the permission that it requires. */
    permission: string | null;
  } | null;
  /** Whether the permission, or the one that the endpoint requires, is sensitive. */
  sensitive: boolean;
  reason: string;
  createdAt: string;
  createdBy: string;
  createdByName: string;
  /** The environments for which it was approved. */
  approvedFor: Environment[];
  approvedBy: string | null;
  approvedByName: string | null;
  /** The environments in which keys that a developer owns may not use it: it is not approved there. */
  closedToDevelopers: Environment[];
};

/** All grants of one application; `revision` is the application's. */
export type GrantList = { grants: GrantSummary[]; revision: number };

/** As told in the audit log: `orders orders:read`, `orders GET /orders`. */
export const grantName = ({
  api,
  permission,
  endpoint,
}: Pick<GrantSummary, "api" | "permission" | "endpoint">): string =>
  `${api.slug} ${permission?.name ?? `${endpoint?.method} ${endpoint?.path}`}`;
