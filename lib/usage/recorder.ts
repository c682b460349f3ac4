import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/log";
import { flushLastUsed } from "@/lib/verification/last-used";
import type { Recorder, Verified } from "@/lib/verification/services";
import { Budget } from "./budget";
import { Flusher } from "./flusher";
import { Spool } from "./spool";
import { type Tuple, Tuples } from "./tuples";
import { encodeTurn, Framer, type Numbering, type Turn } from "./turn";

export type RecorderOptions = {
  /** Where spools are kept, of all processes on this machine that count into this database. */
  directory: string;
  /** Single verdicts kept for the history; of more a sample. */
  eventsPerSecond?: number;
  /** What may wait to be counted. From three quarters of it on no history is kept. */
  maxBytes?: number;
  /** How often a batch is closed and counted. */
  everyMs?: number;
};

export type RecorderStats = {
  /** Not counted in the database yet. */
  pendingBytes: number;
  pendingSegments: number;
  /** Whether what is recorded outlives the process. */
  durable: boolean;
  /** Verdicts without a history row, since the start. */
  withoutHistory: number;
  /** Verdicts that nothing had room for, since the start. */
  lost: number;
};

const minute = 60_000;
const adoptEveryMs = 10_000;
/** Counts that memory holds while the spool is full, of all minutes together. */
const mostHeld = 200_000;

/**
 * Counts verdicts: in memory within a turn of the event loop, then by one write in the spool, and
 * every second in the database. `commit` before the answers of a turn go out makes them outlive the
 * process; a turn that nobody commits is committed by the next.
 */
export class UsageRecorder implements Recorder {
  readonly #tuples = new Tuples();
  readonly #framer = new Framer();
  readonly #budget: Budget;
  readonly #flusher: Flusher;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  readonly #turn: Turn = { at: 0, tuples: [], kept: [] };
  readonly #held: Turn[] = [];
  #heldTuples = 0;
  #numbering: Numbering = { segment: 0, next: 0 };
  #minute = { from: 0, to: 0 };
  #isScheduled = false;
  #isCounting = false;
  #adoptedAt = performance.now();
  #withoutHistory = 0;
  #lost = 0;

  private constructor(
    private readonly spool: Spool,
    options: RecorderOptions,
  ) {
    this.#flusher = new Flusher(spool);
    this.#budget = new Budget(options.eventsPerSecond ?? 2000);
    this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024;
    this.#timer = setInterval(() => void this.#everySecond(), options.everyMs ?? 1000).unref();
  }

  /** Never throws: where the directory can't be written, memory keeps what is not counted yet. */
  static async open(options: RecorderOptions): Promise<UsageRecorder> {
    const recorder = new UsageRecorder(await Spool.open(options.directory), options);
    void recorder.#quietly(() => recorder.#flusher.replay());
    return recorder;
  }

  record(verified: Verified): void {
    const { at } = verified;
    if (at >= this.#minute.to || at < this.#minute.from) this.#enterMinute(at);
    const tuple = this.#tuples.of(verified);
    if (tuple.count === 0) this.#turn.tuples.push(tuple);
    tuple.count++;
    tuple.cost += verified.cost;
    tuple.network = verified.network;
    this.#turn.at = at;
    const oneOf = this.spool.bytes * 4 < this.#maxBytes * 3 ? this.#budget.take(at) : 0;
    if (oneOf > 0) this.#turn.kept.push({ verified, tuple, oneOf });
    else this.#withoutHistory++;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.commit());
  }

  /** Writes down what this turn has recorded, in one write. Never throws. */
  commit(): void {
    this.#isScheduled = false;
    if (!this.#hasUnwritten) return;
    if (this.spool.bytes >= this.#maxBytes) {
      this.#turn.kept.length = 0;
      return;
    }
    if (this.#held.length > 0) this.#release();
    if (this.#turn.tuples.length > 0) this.#write(this.#turn);
    this.#forgetTurn();
  }

  get #hasUnwritten(): boolean {
    return this.#turn.tuples.length > 0 || this.#held.length > 0;
  }

  /** Whether what was committed outlives the process. */
  get isDurable(): boolean {
    return this.spool.isDurable;
  }

  /** Counts everything recorded so far into the database. Throws where that can't be done. */
  async flush(): Promise<void> {
    do {
      this.commit();
      this.spool.cut();
      await this.#flusher.flush();
    } while (this.#hasUnwritten);
  }

  /** Counts what ended processes on this machine left. Throws where that can't be done. */
  replay(): Promise<void> {
    return this.#flusher.replay();
  }

  /** Counts what is left, for at most `ms`; what then remains on the disk is counted by another. */
  async close(ms = 2500): Promise<void> {
    clearInterval(this.#timer);
    const late = sleep(ms, undefined, { ref: false });
    await Promise.race([this.#quietly(() => this.flush()), late]);
    await Promise.race([flushLastUsed(true), late]);
    await this.spool.close();
    const { pendingBytes, durable } = this.stats();
    if (pendingBytes > 0) log.warn({ pendingBytes, durable }, "some usage is not counted yet");
  }

  stats(): RecorderStats {
    return {
      pendingBytes: this.spool.bytes,
      pendingSegments: this.spool.closed.length,
      durable: this.isDurable,
      withoutHistory: this.#withoutHistory,
      lost: this.#lost,
    };
  }

  async #everySecond(): Promise<void> {
    this.commit();
    this.spool.cut();
    if (this.#isCounting) return;
    this.#isCounting = true;
    await this.#quietly(() => this.#flusher.flush());
    if (performance.now() - this.#adoptedAt > adoptEveryMs) {
      this.#adoptedAt = performance.now();
      await this.#quietly(() => this.#flusher.replay());
    }
    this.#isCounting = false;
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    await work().catch((error) => log.warn({ err: error }, "usage waits to be counted"));
  }

  #write(turn: Turn): void {
    if (this.spool.append(this.#encoded(turn))) return;
    this.spool.append(this.#encoded(turn));
  }

  #encoded(turn: Turn): Buffer {
    const segment = this.spool.sequence;
    if (this.#numbering.segment !== segment) this.#numbering = { segment, next: 0 };
    return this.#framer.frame(encodeTurn(turn, this.#numbering));
  }

  /** A turn counts within one minute; what a full spool has not taken of the last is held apart. */
  #enterMinute(at: number): void {
    this.commit();
    const from = Math.floor(at / minute) * minute;
    this.#minute = { from, to: from + minute };
    if (this.#turn.tuples.length > 0) this.#hold();
  }

  #hold(): void {
    const tuples: Tuple[] = this.#turn.tuples.map((tuple) => ({ ...tuple, segment: 0 }));
    if (this.#heldTuples + tuples.length <= mostHeld) {
      this.#held.push({ at: this.#turn.at, tuples, kept: [] });
      this.#heldTuples += tuples.length;
    } else {
      for (const { count } of tuples) this.#lost += count;
      log.error({ lost: this.#lost }, "the spool and memory are full: verdicts were not counted");
    }
    this.#forgetTurn();
  }

  #forgetTurn(): void {
    for (const tuple of this.#turn.tuples) {
      tuple.count = 0;
      tuple.cost = 0;
    }
    this.#turn.tuples.length = 0;
    this.#turn.kept.length = 0;
  }

  #release(): void {
    for (const turn of this.#held.splice(0)) this.#write(turn);
    this.#heldTuples = 0;
  }
}
