import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { organizationSlugs } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { conflict } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { changeOrganization } from "./change";
import { findOrganization } from "./find";
import { keyPrefixField } from "./key-prefix";
import { slugField } from "./slug";
import { type OrganizationRow, type OrganizationSummary, summarizeOrganization } from "./summary";

const EditOrganization = z.strictObject({
  name: nameField().optional(),
  slug: slugField().optional(),
  keyPrefix: keyPrefixField().optional(),
});

const told = ({ name, slug, keyPrefix }: OrganizationRow) => ({ name, slug, keyPrefix });

/**
 * Changes the fields given. A former slug stays the organization's own and leads to it; a key prefix
 * holds for new keys. Throws 409 (the slug is or was another's), 412 (the revision is another than
 * `ifRevision`), 422, 403.
 */
export async function editOrganization(
  actor: Actor,
  input: unknown,
  ifRevision?: number,
): Promise<OrganizationSummary> {
  authorize(actor, "organization.edit");
  const wish = parse(EditOrganization, input);
  return transact(actor, async (tx) => {
    const before = await findOrganization(tx, actor, "no key update");
    expectRevision(before.revision, ifRevision);
    const wanted = {
      name: wish.name ?? before.name,
      slug: wish.slug ?? before.slug,
      keyPrefix: wish.keyPrefix ?? before.keyPrefix,
    };
    if (JSON.stringify(wanted) === JSON.stringify(told(before))) {
      return summarizeOrganization(before);
    }
    if (wanted.slug !== before.slug) await takeSlug(tx, actor, wanted.slug);
    const after = await changeOrganization(tx, actor, before, wanted, {
      action: "organization.edited",
      told,
    });
    return summarizeOrganization(after);
  });
}

/** A slug is taken for good: where it is the organization's own former one, it is used again. */
async function takeSlug(tx: Transaction, actor: Actor, slug: string): Promise<void> {
  const { organizationId: orgId } = actor;
  await tx.insert(organizationSlugs).values({ slug, orgId }).onConflictDoNothing();
  const [taken] = await tx
    .update(organizationSlugs)
    .set({ current: true })
    .where(and(eq(organizationSlugs.slug, slug), eq(organizationSlugs.orgId, orgId)))
    .returning();
  if (!taken) throw conflict(`Another organization has or had the slug ${slug}.`, "slug");
  await tx
    .update(organizationSlugs)
    .set({ current: false })
    .where(and(eq(organizationSlugs.orgId, orgId), ne(organizationSlugs.slug, slug)));
}
