import { and, eq, isNull } from "drizzle-orm";
import { organizations } from "@/db/schema";
import { transact } from "@/db/transact";
import { notFound } from "@/lib/errors";
import type { OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { type PublishedKey, readPublishedKeys } from "@/lib/signing/published";
import { answering, type Door } from "./caller";
import { Turnstile, withinDeadline } from "./deadline";
import type { Memory } from "./follower";
import { organizationOfSlug } from "./known-slugs";
import { documentOf, publicAnswer } from "./public-answer";

const form = /^\/o\/([^/]+)\/jwks\.json$/;

export const isJwksPath = (path: string): boolean => form.test(path);

/** `GET /o/{slug}/jwks.json` (RFC 7517 §5), also by former slugs. */
export const jwksDoor: Door = (caller) =>
  answering(caller, async () => {
    const [, slug = ""] = form.exec(caller.target.split("?", 1)[0] ?? "") ?? [];
    const organizationId = await organizationOfSlug(slug, caller.origin.network);
    const keys = organizationId && (await keysOf(organizationId));
    if (!keys) throw notFound("organization");
    // An empty set that is kept would hide the first key, which signs at once.
    return publicAnswer(caller, documentOf({ keys }), { brief: keys.length === 0 });
  });

/**
 * Null where the organization is deleted: who knows of nothing but its keys accepts nothing more. Its
 * status lists go on, for those who kept the keys: all that they tell of is revoked.
 */
type Keys = PublishedKey[] | null;
/** When it was read, and until when it is not read again, by the monotonic clock. */
type Held = { keys: Keys; readAt: number; until: number };

const freshMs = 2000;
/** For so long the keys that were read last are told where they can't be read. */
const outageMs = 3_600_000;
const retryMs = 1000;
const mostHeld = 10_000;

const held = new Map<OrganizationId, Held>();
const reading = new Map<OrganizationId, Promise<Held>>();
const turnstile = new Turnstile(2, 200);

async function keysOf(id: OrganizationId): Promise<Keys> {
  const known = held.get(id);
  if (known && performance.now() < known.until) return known.keys;
  try {
    return (await withinDeadline(read(id))).keys;
  } catch (error) {
    const now = performance.now();
    const last = held.get(id);
    if (!last || now > last.readAt + outageMs) throw error;
    last.until = now + retryMs;
    log.warn({ err: error, organizationId: id }, "an older key set is told");
    return last.keys;
  }
}

/** One reading for all who ask at once. */
function read(id: OrganizationId): Promise<Held> {
  const under = reading.get(id);
  if (under) return under;
  const isCurrent = () => reading.get(id) === started;
  const started: Promise<Held> = turnstile
    .pass(() => readNow(id))
    .then((now) => {
      if (isCurrent()) hold(id, now);
      return now;
    })
    .finally(() => {
      if (isCurrent()) reading.delete(id);
    });
  reading.set(id, started);
  return started;
}

async function readNow(id: OrganizationId): Promise<Held> {
  const readAt = performance.now();
  const keys = await transact({ organizationId: id }, async (tx) => {
    const [present] = await tx
      .select({ id: organizations.id })
      .from(organizations)
      .where(and(eq(organizations.id, id), isNull(organizations.deletedAt)));
    return present ? readPublishedKeys(tx, id) : null;
  });
  return { keys, readAt, until: readAt + freshMs };
}

function hold(id: OrganizationId, now: Held): void {
  if (!held.has(id) && held.size >= mostHeld) {
    for (const [oldest] of held) {
      held.delete(oldest);
      break;
    }
  }
  held.set(id, now);
}

/** Where the change log is followed, a key set is read anew as soon as it tells of another. */
export const keySets: Memory = {
  apply({ kind, org }) {
    if (kind !== "signing-key") return;
    held.delete(org);
    reading.delete(org);
  },
  /** They are read again soon in any case, and are needed in an outage. */
  clear() {},
};
