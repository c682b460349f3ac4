import "server-only";
import { eq } from "drizzle-orm";
import { organizations } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { notFound } from "@/lib/errors";
import type { OrganizationId } from "@/lib/ids";

/** An organization as screens show it. Times are RFC 3339 UTC. */
export type OrganizationSummary = {
  id: OrganizationId;
  slug: string;
  name: string;
  keyPrefix: string;
  createdAt: string;
};

/** The actor's organization. Throws 403. */
export async function getOrganization(actor: Actor): Promise<OrganizationSummary> {
  authorize(actor, "organization.read");
  return transact(actor, async (tx) => {
    const [row] = await tx
      .select()
      .from(organizations)
      .where(eq(organizations.id, actor.organizationId));
    if (!row) throw notFound("organization");
    const { id, slug, name, keyPrefix, createdAt } = row;
    return { id, slug, name, keyPrefix, createdAt: createdAt.toISOString() };
  });
}
