import { findOrganizationBySlug } from "@/db/lookup";
import type { OrganizationId } from "@/lib/ids";
import { isSlug } from "@/lib/organizations/slug";
import { Bounded } from "./bounded";
import { Turnstile, unavailable, withinDeadline } from "./deadline";

/** A slug is never given to another organization, so that what was found stays true. */
const known = new Bounded<string, OrganizationId>(10_000);
/** Until when, by the monotonic clock, a slug that nobody had is taken for one that nobody has. */
const unknown = new Bounded<string, number>(10_000);
const unknownMs = 1_000;

/** Nobody has to sign in to ask: their questions must not crowd out the others'. */
const turnstile = new Turnstile(4, 200);
const asking = new Map<string, Promise<OrganizationId | undefined>>();
/** How many questions of a network wait. */
const waiting = new Map<string, number>();
const mostOfOne = 20;

/**
 * The organization that has or had the slug; undefined where there is none. Throws 503, also where
 * too much of that network is asked already.
 */
export async function organizationOfSlug(
  slug: unknown,
  network: string | null,
): Promise<OrganizationId | undefined> {
  if (!isSlug(slug)) return undefined;
  const held = known.get(slug);
  if (held) return held;
  if ((unknown.get(slug) ?? 0) > performance.now()) return undefined;
  const asked = asking.get(slug) ?? ask(slug, network ?? "");
  return withinDeadline(asked);
}

function ask(slug: string, network: string): Promise<OrganizationId | undefined> {
  const before = waiting.get(network) ?? 0;
  if (before >= mostOfOne) return Promise.reject(unavailable());
  waiting.set(network, before + 1);
  const asked = turnstile
    .pass(() => findOrganizationBySlug(slug), network)
    .then((found) => {
      if (found) known.set(slug, found.organizationId);
      else unknown.set(slug, performance.now() + unknownMs);
      return found?.organizationId;
    })
    .finally(() => {
      asking.delete(slug);
      const left = (waiting.get(network) ?? 1) - 1;
      if (left > 0) waiting.set(network, left);
      else waiting.delete(network);
    });
  asking.set(slug, asked);
  return asked;
}
