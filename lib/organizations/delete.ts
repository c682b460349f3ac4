import { eq } from "drizzle-orm";
import { z } from "zod";
import { organizations, userOrganizations } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { invalid } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { findOrganization } from "./find";

const Confirmation = z.strictObject({ name: nameField() });

/**
 * Deletes the organization, whose name must be typed: its keys and service tokens are refused, its
 * members see it no more from their next request on. Its slugs stay reserved, its history is kept.
 * Throws 422, 403.
 */
export async function deleteOrganization(actor: Actor, input: unknown): Promise<void> {
  authorize(actor, "organization.delete");
  const { name } = parse(Confirmation, input);
  await transactSettled(actor, async (tx) => {
    const before = await findOrganization(tx, actor, "no key update");
    if (name !== before.name) {
      throw invalid("name", `Type the organization's name: ${before.name}`);
    }
    const revision = before.revision + 1;
    await tx
      .update(organizations)
      .set({ deletedAt: new Date(), revision })
      .where(eq(organizations.id, actor.organizationId));
    await tx.delete(userOrganizations).where(eq(userOrganizations.orgId, actor.organizationId));
    await announce(tx, actor, { kind: "organization", id: before.id, revision });
    await recordAudit(tx, actor, {
      action: "organization.deleted",
      target: { kind: "organization", id: before.id, name: before.name },
      before: { name: before.name, slug: before.slug },
    });
  });
}
