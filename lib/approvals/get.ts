import { and, asc, eq, inArray } from "drizzle-orm";
import { applications, endpoints, grants } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { applicationColumns } from "@/lib/applications/find";
import { summarizeApplication } from "@/lib/applications/summarize";
import { notFound } from "@/lib/errors";
import type { ApplicationId } from "@/lib/ids";
import { findRequest } from "./find";
import { summarizeRequest } from "./summarize";
import type { AccessRequestDetail, OpenedEndpoint, RequestItem } from "./summary";

/** One request with what an approver weighs. Throws 404 (also what the actor may not see), 403. */
export async function getRequest(actor: Actor, id: unknown): Promise<AccessRequestDetail> {
  authorize(actor, "request.read");
  return transact(actor, async (tx) => {
    const request = await summarizeRequest(tx, actor, await findRequest(tx, actor, id));
    const opens = await openedBy(tx, actor, request.items);
    const has = await grantedTo(tx, actor, request.application.id);
    return {
      ...request,
      items: request.items.map((item) => ({
        ...item,
        opens: item.permission ? (opens.get(item.permission.id) ?? []) : [],
        granted: has.has((item.permission ?? item.endpoint)?.id ?? ""),
      })),
      application: {
        ...(await applicationNow(tx, actor, request.application.id)),
        grants: has.size,
      },
    };
  });
}

async function openedBy(tx: Transaction, actor: Actor, items: RequestItem[]) {
  const opens = new Map<string, OpenedEndpoint[]>();
  const asked = items.flatMap((item) => item.permission?.id ?? []);
  if (asked.length === 0) return opens;
  const { id, method, path, summary, permissionId } = endpoints;
  const rows = await tx
    .select({ permissionId, endpoint: { id, method, path, summary } })
    .from(endpoints)
    .where(and(eq(endpoints.orgId, actor.organizationId), inArray(permissionId, asked)))
    .orderBy(asc(path), asc(method));
  for (const row of rows) {
    const those = opens.get(row.permissionId ?? "");
    if (those) those.push(row.endpoint);
    else opens.set(row.permissionId ?? "", [row.endpoint]);
  }
  return opens;
}

/** The ids of the permissions and endpoints that the application has now. */
async function grantedTo(tx: Transaction, actor: Actor, id: ApplicationId): Promise<Set<string>> {
  const rows = await tx
    .select({ permissionId: grants.permissionId, endpointId: grants.endpointId })
    .from(grants)
    .where(and(eq(grants.orgId, actor.organizationId), eq(grants.applicationId, id)));
  return new Set(rows.map((row) => row.permissionId ?? row.endpointId ?? ""));
}

/** The application as it is now, also one that was deleted meanwhile. */
async function applicationNow(tx: Transaction, actor: Actor, id: ApplicationId) {
  const [row] = await tx
    .select(applicationColumns(tx, actor))
    .from(applications)
    .where(and(eq(applications.orgId, actor.organizationId), eq(applications.id, id)));
  if (!row) throw notFound("request");
  const summary = await summarizeApplication(tx, actor, row);
  const { name, status, baseUrl, ownerName, keys, lastUsedAt } = summary;
  return {
    id,
    name,
    status,
    baseUrl,
    ownerName,
    keys,
    lastUsedAt,
    deleted: row.deletedAt !== null,
  };
}
