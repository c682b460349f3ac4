import { and, eq, inArray, sql } from "drizzle-orm";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { namesInWords } from "@/lib/catalog/granted";
import type { ApiRow } from "@/lib/catalog/summary";
import { conflict } from "@/lib/errors";
import type { ApplicationId } from "@/lib/ids";
import { announce } from "@/lib/verification/announce";
import { eachBatch } from "./apply";
import type { Plan } from "./plan";
import type { AffectedGrant } from "./result";

/** The grants that the plan takes away, by application. */
export function lostGrants({ affectedGrants }: Plan): Map<ApplicationId, AffectedGrant[]> {
  const lost = new Map<ApplicationId, AffectedGrant[]>();
  for (const grant of affectedGrants) {
    if (grant.effect !== "removed") continue;
    const { id } = grant.application;
    lost.set(id, [...(lost.get(id) ?? []), grant]);
  }
  return lost;
}

/**
 * Throws 409 where grants would be lost and that is not `wanted`, or where somebody was granted
 * something after the `locked` applications were; 403 where the actor may take no grants.
 */
export function expectMayLose(
  actor: Actor,
  lost: Map<ApplicationId, AffectedGrant[]>,
  wanted: boolean,
  locked: ReadonlySet<ApplicationId>,
): void {
  if (lost.size === 0) return;
  const all = [...lost.values()];
  if (!wanted) {
    const count = all.flat().length;
    const names = namesInWords(all.flatMap(([first]) => first?.application.name ?? []));
    throw conflict(
      `What is granted to ${names} would go: ${count === 1 ? "one grant" : `${count} grants`}. Confirm it with removeGrants, or keep those endpoints and permissions.`,
      "removeGrants",
    );
  }
  authorize(actor, "grant.edit");
  if ([...lost.keys()].some((id) => !locked.has(id))) {
    throw conflict("Somebody granted something to another application meanwhile. Look again.");
  }
}

/** Tells of each application that lost grants: its own audit event, a new revision, the gates. */
export async function tellOfLostGrants(
  tx: Transaction,
  actor: Actor,
  api: ApiRow,
  lost: Map<ApplicationId, AffectedGrant[]>,
): Promise<void> {
  for (const [id, grants] of lost) {
    await recordAudit(tx, actor, {
      action: "grants.replaced",
      target: { kind: "application", id, name: grants[0]?.application.name ?? "" },
      applicationId: id,
      reason: `An OpenAPI document was imported into ${api.name}`,
      after: { added: [], removed: grants.map(({ grant }) => `${api.slug} ${grant}`) },
    });
  }
  await eachBatch([...lost.keys()].sort(), async (ids) => {
    const rows = await tx
      .update(applications)
      .set({ revision: sql`${applications.revision} + 1`, updatedAt: new Date() })
      .where(and(eq(applications.orgId, actor.organizationId), inArray(applications.id, ids)))
      .returning({ id: applications.id, revision: applications.revision });
    await announce(tx, actor, ...rows.map((row) => ({ kind: "grants" as const, ...row })));
  });
}
