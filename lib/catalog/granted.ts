import { and, eq, isNull } from "drizzle-orm";
import { accessRequestItems, applications, grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApiId, ApplicationId, EndpointId, PermissionId } from "@/lib/ids";

/** Something of the catalogue: an API with all that it has, a permission or an endpoint. */
export type CatalogPart =
  | { apiId: ApiId }
  | { permissionId: PermissionId }
  | { endpointId: EndpointId };

/** The condition on `grants` of what is granted of that. */
export const isGrantOf = (part: CatalogPart) =>
  "apiId" in part
    ? eq(grants.apiId, part.apiId)
    : "permissionId" in part
      ? eq(grants.permissionId, part.permissionId)
      : eq(grants.endpointId, part.endpointId);

/** The condition on `access_request_items` of what is asked for of that. */
export const isRequestOf = (part: CatalogPart) =>
  "apiId" in part
    ? eq(accessRequestItems.apiId, part.apiId)
    : "permissionId" in part
      ? eq(accessRequestItems.permissionId, part.permissionId)
      : eq(accessRequestItems.endpointId, part.endpointId);

/** The applications that are granted it, each once, by name. */
export async function applicationsGranted(
  tx: Transaction,
  actor: Actor,
  part: CatalogPart,
): Promise<{ id: ApplicationId; name: string }[]> {
  return tx
    .selectDistinct({ id: applications.id, name: applications.name })
    .from(grants)
    .innerJoin(
      applications,
      and(eq(applications.orgId, grants.orgId), eq(applications.id, grants.applicationId)),
    )
    .where(
      and(
        eq(grants.orgId, actor.organizationId),
        eq(applications.orgId, actor.organizationId),
        isNull(applications.deletedAt),
        isGrantOf(part),
      ),
    )
    .orderBy(applications.name);
}

/** “CRM”, “Shop” and 3 more. */
export function namesInWords(names: string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return shown.length > 1
    ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`
    : (shown[0] ?? "");
}
