import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/log";
import { flushLastUsed } from "@/lib/verification/last-used";
import type { Recorder, Verified } from "@/lib/verification/services";
import { Budget } from "./budget";
import { Flusher } from "./flusher";
import { Spool } from "./spool";
import { Tally } from "./tally";
import { Framer } from "./turn";

export type RecorderOptions = {
  /** Where spools are kept, of all processes on this machine that count into this database. */
  directory: string;
  /** The name of this gate; null for the portal. */
  gate: string | null;
  /** Single verdicts kept for the history; of more a sample. */
  eventsPerSecond?: number;
  /** What may wait to be counted. From three quarters of it on no history is kept. */
  maxBytes?: number;
  /** How often what was recorded goes to the database: its history always, its counts when due. */
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
/** Who looks on sees a verdict within a second. */
const everyMs = 650;
/** Things that are counted apart from each other in one segment. */
const mostRows = 65_536;
/** Counts that memory holds while the spool is full, of all minutes together; so many in a frame. */
const [mostHeld, heldTogether] = [200_000, 4096];

/**
 * Counts verdicts: in memory within a turn of the event loop, then by one write in the spool, and
 * every second in the database. `commit` before the answers of a turn go out makes them outlive the
 * process; a turn that nobody commits is committed by the next.
 */
export class UsageRecorder implements Recorder {
  readonly #tally = new Tally();
  readonly #framer: Framer;
  readonly #budget: Budget;
  readonly #flusher: Flusher;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  readonly #held: Buffer[] = [];
  readonly #scheduled = () => this.commit();
  #heldRows = 0;
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
    this.#framer = new Framer(options.gate);
    this.#flusher = new Flusher(spool);
    this.#budget = new Budget(options.eventsPerSecond ?? 2000);
    this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024;
    this.#timer = setInterval(() => void this.#everySecond(), options.everyMs ?? everyMs).unref();
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
    if (this.#tally.table.size >= mostRows) this.#makeRoom();
    const row = this.#tally.add(verified);
    const oneOf = this.spool.bytes * 4 < this.#maxBytes * 3 ? this.#budget.take(at) : 0;
    if (oneOf > 0) this.#tally.keep(verified, row, oneOf);
    else this.#withoutHistory++;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#scheduled);
  }

  /** Writes down what this turn has recorded, in one write. Never throws. */
  commit(): void {
    this.#isScheduled = false;
    if (!this.#hasUnwritten) return;
    if (this.spool.bytes >= this.#maxBytes) {
      this.#tally.events.clear();
      return;
    }
    if (this.#held.length > 0) this.#release();
    if (this.#tally.touchedSize > 0) this.#write();
    this.#tally.forget();
    this.#renumber();
  }

  get #hasUnwritten(): boolean {
    return this.#tally.touchedSize > 0 || this.#held.length > 0;
  }

  /** Whether what was committed outlives the process. */
  get isDurable(): boolean {
    return this.spool.isDurable;
  }

  /** Counts everything recorded so far into the database. Throws where that can't be done. */
  async flush(): Promise<void> {
    do {
      this.#cut();
      await this.#flusher.flush(true);
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
    this.#cut();
    if (this.#isCounting) return;
    this.#isCounting = true;
    await this.#quietly(() => this.#flusher.flush(false));
    if (performance.now() - this.#adoptedAt > adoptEveryMs) {
      this.#adoptedAt = performance.now();
      await this.#quietly(() => this.#flusher.replay());
    }
    this.#isCounting = false;
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    await work().catch((error) => log.warn({ err: error }, "usage waits to be counted"));
  }

  #cut(): void {
    this.commit();
    this.spool.cut();
    this.#renumber();
  }

  /** Each segment tells anew what its numbers mean. */
  #renumber(): void {
    const { sequence } = this.spool;
    if (this.#tally.segment === sequence || this.#tally.touchedSize > 0) return;
    this.#tally.clear(sequence);
  }

  #write(): void {
    const isNumbered = this.#tally.segment === this.spool.sequence;
    if (isNumbered && this.spool.append(this.#framer.frame(this.#tally))) return;
    this.#append(this.#framer.frameAlone(this.#tally));
  }

  /** Where the disk does not take it, memory does. */
  #append(alone: Buffer): void {
    if (!this.spool.append(alone)) this.spool.append(alone);
  }

  #makeRoom(): void {
    this.#cut();
    if (this.#tally.table.size >= mostRows) this.#hold();
  }

  /** A turn counts within one minute; what a full spool has not taken of the last is held apart. */
  #enterMinute(at: number): void {
    this.commit();
    const from = Math.floor(at / minute) * minute;
    this.#minute = { from, to: from + minute };
    if (this.#tally.touchedSize > 0) this.#hold();
  }

  #hold(): void {
    const tally = this.#tally;
    const rows = tally.touchedSize;
    if (this.#heldRows + rows <= mostHeld) {
      for (let from = 0; from < rows; from += heldTogether) {
        const to = Math.min(from + heldTogether, rows);
        this.#held.push(Buffer.from(this.#framer.frameAlone(tally, from, to)));
      }
      this.#heldRows += rows;
    } else {
      for (const row of tally.touched.subarray(0, rows)) this.#lost += tally.countOf(row);
      log.error({ lost: this.#lost }, "the spool and memory are full: verdicts were not counted");
    }
    // What is numbered anew needs another segment.
    this.spool.cut();
    tally.clear(this.spool.sequence);
  }

  #release(): void {
    for (const frame of this.#held.splice(0)) this.#append(frame);
    this.#heldRows = 0;
  }
}
