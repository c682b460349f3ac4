import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { accessRequestKinds, accessRequestStatuses, accessRequests } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { idField } from "@/lib/fields";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import { visibleTo } from "./find";
import { summarizeRequests } from "./summarize";
import type { AccessRequestSummary } from "./summary";

const wanted = [...accessRequestStatuses, "decided"] as const;

const ListRequests = z.strictObject({
  ...pageFields,
  /** `decided` stands for all that are not pending. */
  status: z.enum(wanted, `One of ${wanted.join(", ")}.`).optional(),
  kind: z.enum(accessRequestKinds, `One of ${accessRequestKinds.join(", ")}.`).optional(),
  application: idField("app").optional(),
});

const sort: Sort<"createdAt"> = {
  name: "createdAt",
  by: accessRequests.createdAt,
  kind: "time",
  descending: true,
};

/**
 * Requests for access, newest first: a developer sees their own and those of applications that they
 * own or maintain. Throws 422, 403.
 */
export async function listRequests(
  actor: Actor,
  query: unknown,
): Promise<Page<AccessRequestSummary>> {
  authorize(actor, "request.read");
  const wish = parse(ListRequests, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, accessRequests.id, "acr");
  const { status, applicationId, orgId } = accessRequests;
  return transact(actor, async (tx) => {
    const filter = and(
      eq(orgId, actor.organizationId),
      visibleTo(tx, actor),
      wish.kind && eq(accessRequests.kind, wish.kind),
      wish.application && eq(applicationId, wish.application),
      wish.status === "decided" ? ne(status, "pending") : wish.status && eq(status, wish.status),
    );
    const total = await tx.$count(accessRequests, filter);
    const rows = await tx
      .select()
      .from(accessRequests)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(await summarizeRequests(tx, actor, rows), wish, sort, total);
  });
}
