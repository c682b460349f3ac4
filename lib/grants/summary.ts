import type { Method } from "@/lib/catalog/summary";
import type { ApiId, EndpointId, GrantId, PermissionId } from "@/lib/ids";

/** What an application may use of an API: one permission or one endpoint. */
export type GrantSummary = {
  id: GrantId;
  api: { id: ApiId; slug: string; name: string };
  permission: { id: PermissionId; name: string; sensitive: boolean } | null;
  endpoint: { id: EndpointId; method: Method; path: string; permission: string | null } | null;
  createdAt: string;
  createdBy: string;
  createdByName: string;
};

/** All grants of one application; `revision` is the application's. */
export type GrantList = { grants: GrantSummary[]; revision: number };

/** As told in the audit log: `orders orders:read`, `orders GET /orders`. */
export const grantName = ({ api, permission, endpoint }: GrantSummary): string =>
  `${api.slug} ${permission?.name ?? `${endpoint?.method} ${endpoint?.path}`}`;
