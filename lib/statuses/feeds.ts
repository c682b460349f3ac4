import type { Change } from "@/db/feed";
import { transact } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import type { OrganizationId } from "@/lib/ids";
import { Bounded } from "@/lib/verification/bounded";
import { Turnstile, unavailable } from "@/lib/verification/deadline";
import type { Memory } from "@/lib/verification/follower";
import type { Lease } from "@/lib/verification/lease";
import { StatusFeed } from "./feed";
import type { Counts, Sink, Subscriber } from "./subscriber";

const tickMs = 250;
/** A feed that nobody asks for is forgotten. */
const idleMs = 60_000;
const bounds = { feeds: 1_000, organization: 500, process: 5_000 };

type Options = {
  /** As `Upstream` has it. */
  asOf(): number | null;
  /** Called when the first feed is made, and when the last is gone. */
  onUse?(inUse: boolean): void;
  most?: Partial<typeof bounds>;
};

/** The feeds of one process: each is made when it is first asked for. */
export class StatusFeeds implements Memory {
  readonly counts: Counts = { "signing-keys": 0, snapshot: 0, change: 0, heartbeat: 0, cut: 0 };
  readonly #feeds = new Map<OrganizationId, StatusFeed>();
  /** What the log told lately, for feeds that are made while it is not visible everywhere. */
  readonly #told = new Bounded<string, Change>(20_000);
  /** Reads of statuses leave most of the database's connections to others, and wait for their turn. */
  readonly #turnstile = new Turnstile(2, 5_000, Number.POSITIVE_INFINITY);
  readonly #most: typeof bounds;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;

  constructor(private readonly options: Options) {
    this.#most = { ...bounds, ...options.most };
  }

  get subscribers(): number {
    let count = 0;
    for (const feed of this.#feeds.values()) count += feed.subscribers;
    return count;
  }

  get size(): number {
    return this.#feeds.size;
  }

  /** That of an organization, from now on kept up to date. Throws 503 where too many are asked for. */
  feed(organizationId: OrganizationId): StatusFeed {
    const known = this.#feeds.get(organizationId);
    if (known) {
      known.askedAt = performance.now();
      return known;
    }
    if (this.#isEnded || !this.#hasRoom()) throw unavailable();
    const told = [...this.#told.values()].filter(({ org }) => org === organizationId);
    const upstream = {
      asOf: () => this.options.asOf(),
      pass: <T>(work: Parameters<typeof transact<T>>[1]) =>
        this.#turnstile.pass(() => transact({ organizationId }, work), organizationId),
    };
    const feed = new StatusFeed(organizationId, upstream, this.counts, told);
    this.#feeds.set(organizationId, feed);
    if (!this.#timer) {
      this.#timer = setInterval(() => this.#tick(), tickMs).unref();
      this.options.onUse?.(true);
    }
    return feed;
  }

  /** Throws 429 where too many listen, 503 where too many feeds are asked for. */
  expectRoom({ organizationId }: Pick<TokenActor, "organizationId">): void {
    const { organization, process } = this.#most;
    const feed = this.feed(organizationId);
    if (feed.subscribers < organization && this.subscribers < process) return;
    throw new AppError(
      "TOO_MANY_REQUESTS",
      "Too many listen to revocations here. End some, or ask another gate.",
      { retryAfter: 10 },
    );
  }

  /** Lets the other side of `sink` listen; `check` throws 401 once its token is good no more. */
  subscribe(
    { organizationId, id: tokenId, apiId, environment, expiresAt }: TokenActor,
    sink: Sink,
    check: () => unknown,
    lastEventId: string | null,
  ): Subscriber {
    const listener = { tokenId, apiId, environment, expiresAt, check };
    return this.feed(organizationId).subscribe(sink, listener, lastEventId);
  }

  leave(actor: TokenActor, subscriber: Subscriber): void {
    this.#feeds.get(actor.organizationId)?.leave(subscriber);
  }

  apply(change: Change): void {
    this.#told.set(`${change.kind} ${change.id}`, change);
    this.#feeds.get(change.org)?.apply(change);
  }

  clear(options: { history?: boolean } = {}): void {
    if (options.history) this.#told.clear();
    for (const feed of this.#feeds.values()) feed.clear(options);
  }

  /** Ends every stream, and takes no more. */
  end(): void {
    this.#isEnded = true;
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
    this.#rest();
  }

  #hasRoom(): boolean {
    if (this.#feeds.size < this.#most.feeds) return true;
    for (const [id, feed] of this.#feeds) {
      if (feed.subscribers > 0) continue;
      this.#drop(id, feed);
      return true;
    }
    return false;
  }

  #drop(id: OrganizationId, feed: StatusFeed): void {
    feed.close();
    this.#feeds.delete(id);
  }

  #tick(): void {
    const now = performance.now();
    for (const [id, feed] of this.#feeds) {
      feed.tick();
      if (feed.subscribers === 0 && now - feed.askedAt > idleMs) this.#drop(id, feed);
    }
    this.#rest();
  }

  #rest(): void {
    if (this.#feeds.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.options.onUse?.(false);
  }
}

/** What a gate's feeds may claim: nothing without its lease. */
export function asOfLease(lease: Pick<Lease, "holds">): number | null {
  // Before the lease is looked at: a process may be stopped in between.
  const at = Date.now();
  return lease.holds() ? at : null;
}

/** All follow the same log. */
export const together = (...memories: Memory[]): Memory => ({
  apply(change) {
    for (const memory of memories) memory.apply(change);
  },
  clear(options) {
    for (const memory of memories) memory.clear(options);
  },
});
