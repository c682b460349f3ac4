import { eq } from "drizzle-orm";
import { z } from "zod";
import { organizations, userOrganizations } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { findOrganization } from "./find";

const Confirmation = z.strictObject({ name: nameField() });

/**
 * Deletes the organization, whose name must be typed: its keys and service tokens are refused, its
 * members see it no more from their next request on. Its slugs stay reserved, its history is kept.
 * Throws 409 (the only one of the installation, whose portal nobody could use any more), 422, 403.
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
    if ((await tx.select().from(userOrganizations).limit(1)).length === 0) {
      throw conflict(
        "It is the only organization of this installation. To end all of it, stop its processes.",
      );
    }
    await announce(tx, actor, { kind: "organization", id: before.id, revision });
    await recordAudit(tx, actor, {
      action: "organization.deleted",
      target: { kind: "organization", id: before.id, name: before.name },
      before: { name: before.name, slug: before.slug },
    });
  });
}
