import { findOrganizationBySlug } from "@/db/lookup";
import type { OrganizationId } from "@/lib/ids";
import { isSlug } from "@/lib/organizations/slug";
import { Turnstile, withinDeadline } from "./deadline";

/** A slug is never given to another organization, so that what was found stays true. */
const known = new Map<string, OrganizationId>();
const mostKnown = 10_000;

/** Nobody has to sign in to ask: their questions must not crowd out the others'. */
const turnstile = new Turnstile(2, 200);

/** The organization that has or had the slug; undefined where there is none. Throws 503. */
export async function organizationOfSlug(slug: string): Promise<OrganizationId | undefined> {
  if (!isSlug(slug)) return undefined;
  const held = known.get(slug);
  if (held) return held;
  const found = await withinDeadline(turnstile.pass(() => findOrganizationBySlug(slug)));
  if (found && known.size < mostKnown) known.set(slug, found.organizationId);
  return found?.organizationId;
}
