import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isUnavailable } from "@/db/errors";
import type { Change } from "@/db/feed";
import { AppError } from "@/lib/errors";
import type { ApplicationId, KeyId, OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { databaseClock } from "@/lib/verification/database-clock";
import { changesOf, type Difference, eventText, Ring, Snapshot } from "./events";
import { BehindError, expectSeen, type Publisher, readPublisher, type Told } from "./facts";
import { type Batch, Pending } from "./pending";
import { Places } from "./places";
import { type Pass, type Place, readPlaces } from "./read";
import { type Counts, type Listener, type Sink, Subscriber } from "./subscriber";

const sweepMs = 600_000;
/** A larger difference is told as a snapshot. */
const mostTold = 10_000;
const mostNamed = 1_000;

/** What a feed hangs on. */
export type Upstream = {
  /**
   * Milliseconds since the epoch: all that was acknowledged before is told to the feed. Null while
   * nobody knows.
   */
  asOf(): number | null;
  /** One transaction in which statuses are read. */
  pass: Pass;
};

/**
 * The published statuses of an organization's tokens, kept up to date by what the change log tells,
 * and those who listen to them. Reads are done one after another: what is read later is newer.
 */
export class StatusFeed {
  readonly #ring = new Ring(randomBytes(9).toString("base64url"));
  readonly #pending = new Pending();
  readonly #subscribers = new Set<Subscriber>();
  readonly #places = new Places();
  #publisher: Publisher | null = null;
  #keys: Buffer | null = null;
  #snapshot: Snapshot | null = null;
  #changed = { keys: new Set<KeyId>(), applications: new Set<ApplicationId>(), all: false };
  #isDue = false;
  #isReading = false;
  #isClosed = false;
  #history = 0;
  #sweptAt = performance.now();
  /** When somebody last asked for it, by the monotonic clock. */
  askedAt = performance.now();
  /** Raised whenever what it publishes is another. */
  version = 0;

  constructor(
    readonly organizationId: OrganizationId,
    private readonly upstream: Upstream,
    private readonly counts: Counts,
    told: readonly Told[] = [],
  ) {
    this.#pending.addAll();
    for (const change of told) this.#pending.add(change);
    void this.#readAll();
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Null until it was read for the first time. */
  get publisher(): Publisher | null {
    return this.#publisher;
  }

  get places(): Iterable<Place> {
    return this.#places;
  }

  /** As of when all of it is true, or null while it may not be. */
  asOf(): number | null {
    const at = this.upstream.asOf();
    const idle = !this.#isReading && !this.#isDue && this.#pending.isEmpty;
    return this.#publisher && idle && !this.#isClosed ? at : null;
  }

  /** Whether it comes up to date within `ms`. */
  async settles(ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    while (this.asOf() === null) {
      if (this.#isClosed || performance.now() > until) return false;
      await pause(10);
    }
    return true;
  }

  subscribe(sink: Sink, listener: Listener, lastEventId: string | null): Subscriber {
    const told = {
      ring: this.#ring,
      signingKeys: () => this.#keys,
      snapshot: () => this.#snapshotNow(),
      greet: () => this.#greet(),
    };
    const subscriber = new Subscriber(told, sink, listener, lastEventId, this.counts);
    this.#subscribers.add(subscriber);
    subscriber.begin();
    // Its token may have been revoked since it was looked at.
    void subscriber.recheck();
    return subscriber;
  }

  leave(subscriber: Subscriber): void {
    subscriber.end();
    this.#subscribers.delete(subscriber);
    this.askedAt = performance.now();
  }

  /** Throws where it does not understand the change. */
  apply(change: Change): void {
    const { kind, id } = change;
    this.#pending.add(change);
    if (kind === "token") {
      for (const one of this.#subscribers) if (one.listener.tokenId === id) one.end();
      return;
    }
    if (kind === "key") this.#changed.keys.add(id as KeyId);
    else if (kind === "application" || kind === "grants")
      this.#changed.applications.add(id as ApplicationId);
    else if (kind !== "signing-key") this.#changed.all = true;
    this.#due();
  }

  /** Everything may have changed; `history`: what the log told before is no measure any more. */
  clear({ history = false } = {}): void {
    if (history) {
      this.#history++;
      this.#pending.forgetTold();
    }
    this.#pending.addAll();
    this.#changed.all = true;
    for (const subscriber of this.#subscribers) void subscriber.recheck();
    this.#due();
  }

  /** Now and then: what time alone changes, and heartbeats. */
  tick(): void {
    const now = databaseClock.now();
    const over = this.#places.over(now);
    for (const keyId of over) this.#pending.addKey(keyId);
    if (over.length > 0) this.#due();
    if (performance.now() - this.#sweptAt > sweepMs) {
      this.#sweptAt = performance.now();
      this.#places.sweep(now);
    }
    for (const subscriber of this.#subscribers) {
      subscriber.look();
      if (subscriber.isClosed) this.#subscribers.delete(subscriber);
    }
    this.#greet();
  }

  /** Ends every stream. */
  close(): void {
    this.#isClosed = true;
    for (const subscriber of this.#subscribers) subscriber.end();
    this.#subscribers.clear();
  }

  /** All that one look at the log told is told in one event, and read together. */
  #due(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#tellChanged();
      void this.#readAll();
    });
  }

  #tellChanged(): void {
    const { keys, applications, all } = this.#changed;
    if (!all && keys.size + applications.size === 0) return;
    const changed =
      all || keys.size + applications.size > mostNamed
        ? { all }
        : {
            ...(keys.size > 0 && { keys: [...keys] }),
            ...(applications.size > 0 && { applications: [...applications] }),
          };
    this.#changed = { keys: new Set(), applications: new Set(), all: false };
    this.#ring.add("change", JSON.stringify({ changed }));
    this.#advance();
  }

  #advance(): void {
    for (const subscriber of this.#subscribers) subscriber.advance();
  }

  #greet(): void {
    const at = this.asOf();
    if (at !== null) for (const subscriber of this.#subscribers) subscriber.beat(at);
  }

  #snapshotNow(): Snapshot {
    const { seq } = this.#ring;
    if (this.#snapshot?.seq === seq) return this.#snapshot;
    const ids = { revoked: [] as KeyId[], suspended: [] as KeyId[], valid: [] as KeyId[] };
    for (const { keyId, status } of this.#places) ids[status].push(keyId);
    this.#snapshot = new Snapshot(seq, this.#ring.idOf(seq), ids.revoked, ids.suspended);
    return this.#snapshot;
  }

  async #readAll(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    let failures = 0;
    while (!this.#pending.isEmpty && !this.#isClosed) {
      const batch = this.#pending.take();
      const history = this.#history;
      try {
        await this.#read(batch);
        failures = 0;
      } catch (error) {
        this.#pending.putBack(history === this.#history ? batch : { ...batch, told: [] });
        failures++;
        if (failures === 1 && !isExpected(error)) {
          const { organizationId } = this;
          log.error({ err: error, organizationId }, "published statuses can't be read");
        }
        await pause(Math.min(100, 2 ** failures));
      }
    }
    this.#isReading = false;
    this.#greet();
  }

  async #read({ scopes, publisher, told }: Batch): Promise<void> {
    const { organizationId, upstream } = this;
    let seen = false;
    const pass: Pass = (work) =>
      upstream.pass(async (tx) => {
        if (!seen) await expectSeen(tx, organizationId, told);
        seen = true;
        return work(tx);
      });
    const published = publisher ? await pass((tx) => readPublisher(tx, organizationId)) : null;
    for (const scope of scopes) {
      const found = new Map<KeyId, Place>();
      for await (const places of readPlaces(pass, organizationId, scope)) {
        for (const place of places) found.set(place.keyId, place);
      }
      this.#tell(await this.#places.put(scope, found, databaseClock.now()));
    }
    if (published) this.#publish(published);
  }

  #tell(difference: Difference): void {
    if (difference.length === 0) return;
    this.version++;
    this.#snapshot = null;
    // Before it is loaded nobody was told anything.
    if (!this.#publisher) return;
    if (difference.length > mostTold) this.#ring.skip();
    else for (const data of changesOf(difference)) this.#ring.add("change", data);
    this.#advance();
  }

  #publish(published: Publisher): void {
    const { organizationId } = this;
    const { issuers, keys, isDeleted } = published;
    const text = eventText("signing-keys", JSON.stringify({ organizationId, issuers, keys }));
    const isNew = !this.#keys?.equals(text);
    this.version++;
    this.#publisher = published;
    this.#keys = text;
    for (const subscriber of this.#subscribers) {
      if (isNew) subscriber.tellKeys(text);
      subscriber.begin();
      if (isDeleted) subscriber.end();
    }
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof BehindError ||
  isUnavailable(error) ||
  (error instanceof AppError && error.code === "UNAVAILABLE");
