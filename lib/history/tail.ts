import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { presentActor } from "@/lib/access/present";
import { AppError } from "@/lib/errors";
import type { OrganizationId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import type { Stream } from "@/lib/statuses/stream-door";
import { unavailable } from "@/lib/verification/deadline";
import { EventFilters } from "./event-query";
import { authorizeSearch } from "./event-search";
import { TailFeed } from "./tail-feed";
import { type Looking, TailViewer } from "./tail-viewer";

const most = { organization: 50, process: 500 };

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & {
  portcullisTails?: Map<OrganizationId, TailFeed>;
  portcullisTailsEnded?: boolean;
};

const tails = () => {
  holder.portcullisTails ??= new Map();
  return holder.portcullisTails;
};

function tailOf(organizationId: OrganizationId): TailFeed {
  const known = tails().get(organizationId);
  if (known) return known;
  const tail = new TailFeed(organizationId, () => {
    if (tails().get(organizationId) === tail) tails().delete(organizationId);
  });
  tails().set(organizationId, tail);
  return tail;
}

/**
 * The access history as it is written, as server-sent events, filtered as `listEvents` (its range
 * does not matter): `message` (some of `UsageEvent`, oldest first; first of all those of the last seconds,
 * so that some come twice), `skipped` (`{count}`: more came than are told, a hundred a second)
 * and `heartbeat` (`{at}`, every five seconds while it is up to date). It ends within five seconds
 * once its reader's session, membership or right has. Throws 404, 422, 429, 503, 403.
 */
export async function openTail(actor: MemberActor, query: unknown): Promise<Stream> {
  authorize(actor, "history.read");
  const wish = parse(EventFilters, query);
  const first = await look(actor, wish);
  expectRoom(actor.organizationId);
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-request-id": actor.origin.requestId,
    },
    open(sink) {
      const viewer = new TailViewer(sink, first, async (seen) => {
        const present = await presentActor(seen.actor);
        return present && lookAgain(present, wish);
      });
      const tail = tailOf(actor.organizationId);
      if (holder.portcullisTailsEnded) viewer.end();
      else tail.join(viewer);
      return () => tail.leave(viewer);
    },
  };
}

const look = (actor: MemberActor, wish: EventFilters): Promise<Looking> =>
  transact(actor, async (tx) => ({ actor, search: await authorizeSearch(tx, actor, wish) }));

/** Null where they may not any more, or what they look at is gone. */
async function lookAgain(actor: MemberActor, wish: EventFilters): Promise<Looking | null> {
  try {
    authorize(actor, "history.read");
    return await look(actor, wish);
  } catch (error) {
    if (error instanceof AppError && error.code !== "UNAVAILABLE") return null;
    throw error;
  }
}

function expectRoom(organizationId: OrganizationId): void {
  if (holder.portcullisTailsEnded) throw unavailable();
  let all = 0;
  for (const tail of tails().values()) all += tail.viewers;
  const own = tails().get(organizationId)?.viewers ?? 0;
  if (own < most.organization && all < most.process) return;
  throw new AppError("TOO_MANY_REQUESTS", "Too many look on here. Close some of the tails.", {
    retryAfter: 10,
  });
}

/** Ends every tail of the process, and takes no more. */
export function closeTails(): void {
  holder.portcullisTailsEnded = true;
  for (const tail of tails().values()) tail.close();
}
