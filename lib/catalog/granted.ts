import { and, eq, isNull } from "drizzle-orm";
import { applications, grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApiId, ApplicationId, EndpointId, PermissionId } from "@/lib/ids";

type Granted = { apiId: ApiId } | { permissionId: PermissionId } | { endpointId: EndpointId };

/** The applications that are granted it, each once, by name. */
export async function applicationsGranted(
  tx: Transaction,
  actor: Actor,
  what: Granted,
): Promise<{ id: ApplicationId; name: string }[]> {
  const granted =
    "apiId" in what
      ? eq(grants.apiId, what.apiId)
      : "permissionId" in what
        ? eq(grants.permissionId, what.permissionId)
        : eq(grants.endpointId, what.endpointId);
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
        granted,
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
