import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isUnavailable } from "@/db/errors";
import type { Change } from "@/db/feed";
import { AppError } from "@/lib/errors";
import type { OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { databaseClock } from "@/lib/verification/database-clock";
import { Changed } from "./changed";
import { TokenChecks } from "./checks";
import { changesOf, type Difference, mostTold, Ring, Snapshot } from "./events";
import {
  BehindError,
  expectSeen,
  type Publisher,
  readPublisher,
  signingKeysText,
  type Told,
} from "./facts";
import { type Batch, Pending } from "./pending";
import { PlaceMap, Places } from "./places";
import { type Pass, type Place, readPlaces } from "./read";
import { type Counts, type Listener, type Sink, Subscriber } from "./subscriber";
import { Waiting } from "./waiting";

const sweepMs = 600_000;
/** So many wait at most until it is up to date. */
const mostWaiting = 1_000;

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
  readonly #checks = new TokenChecks(this.#subscribers);
  readonly #waiting = new Waiting(mostWaiting);
  readonly #places = new Places();
  #publisher: Publisher | null = null;
  /** How the signing keys are told, by what a service token is bound to. */
  readonly #keys = new Map<string, Buffer>();
  #snapshot: { seq: number; made: Promise<Snapshot> } | null = null;
  readonly #changed = new Changed();
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

  /** Whether it comes up to date within `ms`; false at once where too many wait for that. */
  async settles(ms: number): Promise<boolean> {
    if (this.asOf() === null && !this.#isClosed) await this.#waiting.wait(ms);
    return this.asOf() !== null;
  }

  subscribe(sink: Sink, listener: Listener, lastEventId: string | null): Subscriber {
    const told = {
      ring: this.#ring,
      signingKeys: (listener: Listener) => this.#keysFor(listener),
      snapshot: () => this.#snapshotNow(),
      greet: () => this.#greet(),
    };
    const subscriber = new Subscriber(told, sink, listener, lastEventId, this.counts);
    this.#subscribers.add(subscriber);
    // Its token may have been revoked since it was looked at.
    this.#checks.ask(subscriber);
    this.#greet();
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
    this.#changed.add(change);
    this.#due();
  }

  /** Everything may have changed; `history`: what the log told before is no measure any more. */
  clear({ history = false } = {}): void {
    if (history) {
      this.#history++;
      this.#pending.forgetTold();
    }
    this.#pending.addAll();
    this.#changed.addAll();
    for (const subscriber of this.#subscribers) this.#checks.ask(subscriber);
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
      void this.#places.sweep(now);
    }
    let isTold = false;
    for (const subscriber of this.#subscribers) {
      subscriber.look();
      if (subscriber.isClosed) this.#subscribers.delete(subscriber);
      else if (subscriber.isBusy) isTold = true;
    }
    if (!isTold) this.#snapshot = null;
    this.#greet();
  }

  /** Ends every stream. */
  close(): void {
    this.#isClosed = true;
    for (const subscriber of this.#subscribers) subscriber.end();
    this.#subscribers.clear();
    this.#waiting.goOn();
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
    const changed = this.#changed.take();
    if (changed === null) return;
    this.#ring.add("change", changed);
    this.#advance();
  }

  #advance(): void {
    for (const subscriber of this.#subscribers) subscriber.advance();
  }

  #greet(): void {
    const at = this.asOf();
    if (at === null) return;
    this.#waiting.goOn();
    for (const subscriber of this.#subscribers) {
      subscriber.begin();
      subscriber.beat(at);
    }
  }

  /** One for all who are told of it. What changes while it is made is told after it as well. */
  #snapshotNow(): Promise<Snapshot> {
    const { seq } = this.#ring;
    if (this.#snapshot?.seq !== seq) {
      const made = this.#places
        .ids()
        .then((ids) => new Snapshot(seq, this.#ring.idOf(seq), ids.revoked, ids.suspended));
      this.#snapshot = { seq, made };
    }
    return this.#snapshot.made;
  }

  #keysFor({ environment, apiId }: Listener): Buffer | null {
    if (!this.#publisher) return null;
    const name = `${environment} ${apiId}`;
    const bound = { organizationId: this.organizationId, environment, apiId };
    const text = this.#keys.get(name) ?? signingKeysText(this.#publisher, bound);
    this.#keys.set(name, text);
    return text;
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
      const found = new PlaceMap();
      for await (const places of readPlaces(pass, organizationId, scope)) {
        for (const place of places) found.set(place);
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
    this.version++;
    this.#publisher = published;
    this.#keys.clear();
    for (const subscriber of this.#subscribers) {
      subscriber.advanceKeys();
      if (published.isDeleted) subscriber.end();
    }
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof BehindError ||
  isUnavailable(error) ||
  (error instanceof AppError && error.code === "UNAVAILABLE");
