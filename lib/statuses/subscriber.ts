import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import type { TokenActor } from "@/lib/access/actor";
import type { TokenId } from "@/lib/ids";
import { databaseClock } from "@/lib/verification/database-clock";
import { eventText, type Ring, type Snapshot } from "./events";

/** The other side of a stream, as a server has it. */
export type Sink = {
  write(text: Buffer): void;
  /** Bytes that were written and are not on their way yet. */
  unsent(): number;
  /** Resolves once little is unsent, or the other side is gone. */
  drained(): Promise<void>;
  /** Ends it cleanly. */
  end(): void;
  /** Cuts it off. */
  destroy(): void;
};

/** By which service token somebody listens, and what it is bound to. */
export type Listener = Pick<TokenActor, "apiId" | "environment" | "expiresAt"> & {
  tokenId: TokenId;
  /** Throws 401 where the token is good no more. */
  check(): unknown;
};

/** What somebody who listens is told from. */
export type Told = {
  ring: Ring;
  /** As that one is told of them; null until they are loaded. */
  signingKeys(listener: Listener): Buffer | null;
  snapshot(): Promise<Snapshot>;
  /** Called when a heartbeat would be in place. */
  greet(): void;
};

export type Counts = Record<"signing-keys" | "snapshot" | "change" | "heartbeat" | "cut", number>;

const mostUnsent = 1024 * 1024;
const enoughUnsent = 64 * 1024;
/** Whoever takes nothing for so long is cut off. */
const stuckMs = 30_000;
const heartbeatMs = 4_900;

/** Somebody who listens to a stream, and how far they have got. */
export class Subscriber {
  #cursor: number | null = null;
  #busy = false;
  /** What it was told of signing keys; null before it has begun. */
  #keys: Buffer | null = null;
  #isChecked = true;
  #beatAt = Number.NEGATIVE_INFINITY;
  #takenAt = performance.now();
  #unsent = 0;
  #closed = false;

  constructor(
    private readonly told: Told,
    private readonly sink: Sink,
    readonly listener: Listener,
    private readonly lastEventId: string | null,
    private readonly counts: Counts,
  ) {
    this.sink.write(Buffer.from("retry: 1000\n\n"));
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether a snapshot is being told. */
  get isBusy(): boolean {
    return this.#busy;
  }

  /** Call it while what there is to tell is up to date. */
  begin(): void {
    const keys = this.told.signingKeys(this.listener);
    if (this.#keys || this.#closed || !keys) return;
    this.#cursor = this.told.ring.placeOf(this.lastEventId);
    this.#tellKeys(keys);
    this.advance();
  }

  /** Tells of the signing keys where they are others than it was told. */
  advanceKeys(): void {
    const keys = this.told.signingKeys(this.listener);
    if (this.#keys && keys && !keys.equals(this.#keys)) this.#tellKeys(keys);
  }

  #tellKeys(text: Buffer): void {
    this.#keys = text;
    this.#write(text, "signing-keys");
  }

  /** Tells what it has not been told: a snapshot where events do not suffice. */
  advance(): void {
    if (!this.#keys || this.#busy || this.#closed) return;
    const events = this.#cursor === null ? null : this.told.ring.after(this.#cursor);
    if (events === null) {
      void this.#tellAll();
      return;
    }
    for (const { seq, text } of events) {
      if (this.#closed) return;
      this.#write(text, "change");
      this.#cursor = seq;
    }
  }

  async #tellAll(): Promise<void> {
    this.#busy = true;
    const snapshot = await this.told.snapshot();
    for (let number = 1; number <= snapshot.parts && !this.#closed; number++) {
      this.#write(snapshot.part(number), "snapshot");
      if (this.sink.unsent() > enoughUnsent) await Promise.race([this.#drained(), patience()]);
      else await turn();
    }
    this.#busy = false;
    this.#cursor = snapshot.seq;
    this.advance();
    if (!this.#busy) this.told.greet();
  }

  async #drained(): Promise<void> {
    await this.sink.drained();
    this.#takenAt = performance.now();
  }

  /** Tells that all which was acknowledged before `at` is told, where that is due and true. */
  beat(at: number): void {
    const now = performance.now();
    if (!this.#keys || this.#busy || this.#closed || !this.#isChecked) return;
    if (this.#cursor !== this.told.ring.seq || now - this.#beatAt < heartbeatMs) return;
    this.#beatAt = now;
    this.#write(eventText("heartbeat", JSON.stringify({ at })), "heartbeat");
  }

  /** Now and then: ends what is over, and cuts off who takes nothing. */
  look(): void {
    const { expiresAt } = this.listener;
    if (expiresAt && expiresAt.getTime() <= databaseClock.now()) this.end();
    const unsent = this.sink.unsent();
    if (unsent === 0 || unsent < this.#unsent) this.#takenAt = performance.now();
    else if (performance.now() - this.#takenAt > stuckMs) this.#cut();
    this.#unsent = unsent;
  }

  /** No heartbeat until its token is known to be good. */
  doubt(): void {
    this.#isChecked = false;
  }

  trust(): void {
    this.#isChecked = true;
    this.told.greet();
  }

  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sink.end();
  }

  #cut(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.counts.cut++;
    this.sink.destroy();
  }

  #write(text: Buffer, name: keyof Counts): void {
    if (this.#closed) return;
    this.counts[name]++;
    this.sink.write(text);
    if (this.sink.unsent() > mostUnsent) this.#cut();
  }
}

const patience = () => pause(stuckMs, undefined, { ref: false });
