import { rename, rmdir } from "node:fs/promises";
import { sqlState } from "@/db/errors";
import { log } from "@/lib/log";
import { flushLastUsed } from "@/lib/verification/last-used";
import { Batch, Slices } from "./batch";
import { countBatch, countedUpTo } from "./count";
import { noteUses } from "./note-uses";
import { contentOf, type Segment, type Spool } from "./spool";

/** As many as one transaction takes in a second or two. */
const most = { rows: 50_000, events: 20_000 };
/** So few are counted at once; of more, those of some seconds together, since many are alike. */
const few = 5_000;
const longestMs = 5_000;

/** What of a spool is read and not counted yet. */
class Pending {
  readonly batch = new Batch();
  segments: Segment[] = [];
  /** When the first of them was read, and the segment before it. */
  since = 0;
  after = 0;
  /** Up to which segment the spool is counted, as far as known, and up to which it is removed. */
  mark: number | undefined;
  removed = 0;
  /** Up to when keys' last uses were noted. */
  noted = 0;

  constructor(readonly spool: string) {}

  get upTo(): number {
    return this.segments.at(-1)?.sequence ?? 0;
  }

  forget(): void {
    this.batch.clear();
    this.segments = [];
  }
}

/** Counts what spools hold into the database, in order, each segment once. */
export class Flusher {
  readonly #slices = new Slices();
  #own: Pending;
  #under: Promise<void> = Promise.resolve();
  /** Fewer after what could not be counted at once. */
  #rows = most.rows;

  constructor(private readonly spool: Spool) {
    this.#own = new Pending(spool.id);
  }

  /**
   * Counts what is closed, after what is under way: all of it, or what is due. Throws where the
   * database can't take it.
   */
  flush(all: boolean): Promise<void> {
    return this.#after(() => this.#count(this.#own, this.spool.closed, all));
  }

  /** Counts what ended processes left. */
  replay(): Promise<void> {
    return this.#after(async () => {
      for (const { id, directory, segments } of await this.spool.adopt()) {
        await this.#count(new Pending(id), segments, true);
        if (directory !== null) await rmdir(directory).catch(() => {});
      }
    });
  }

  #after(work: () => Promise<void>): Promise<void> {
    const run = this.#under.then(work);
    this.#under = run.catch(() => {});
    return run;
  }

  async #count(pending: Pending, closed: readonly Segment[], all: boolean): Promise<void> {
    for (;;) {
      const isFull = await this.#read(pending, closed);
      const { batch, segments, since } = pending;
      if (segments.length === 0 && !isFull) return;
      if (segments.length === 0) continue;
      pending.noted = await noteUses(batch, pending.noted, this.#slices);
      await this.#slices.next();
      await flushLastUsed();
      const isDue = batch.size <= few || performance.now() - since >= longestMs;
      if (!all && !isFull && !isDue) return;
      await this.#write(pending);
    }
  }

  /** Adds what there is room for; whether there is more. */
  async #read(pending: Pending, closed: readonly Segment[]): Promise<boolean> {
    const mark = await this.#removeCounted(pending, closed);
    const { batch, segments } = pending;
    const next = [...closed].filter(({ sequence }) => sequence > Math.max(mark, pending.upTo));
    for (const segment of next) {
      if (batch.size >= this.#rows || batch.events.size >= most.events) return true;
      const content = await contentOf(segment);
      if (segments.length === 0) {
        pending.since = performance.now();
        pending.after = mark;
      }
      segments.push(segment);
      try {
        await batch.add(content, this.#slices);
      } catch (error) {
        if (!isUnusable(error)) {
          pending.forget();
          throw error;
        }
        await this.#withoutWhatFails(pending, error);
        return true;
      }
    }
    return false;
  }

  /** Up to where the spool is counted. What was read is forgotten where another has counted it. */
  async #removeCounted(pending: Pending, closed: readonly Segment[]): Promise<number> {
    pending.mark ??= await countedUpTo(pending.spool);
    const { mark, removed } = pending;
    if (pending.segments.length > 0 && pending.after !== mark) pending.forget();
    await this.spool.remove(
      closed.filter(({ sequence }) => sequence > removed && sequence <= mark),
    );
    pending.removed = mark;
    return mark;
  }

  async #write(pending: Pending): Promise<void> {
    const { spool, after, upTo, batch } = pending;
    try {
      const began = performance.now();
      const moved = await countBatch({ spool, after, upTo }, batch, this.#slices);
      if (performance.now() - began < 1000) this.#rows = Math.min(most.rows, this.#rows * 2);
      pending.mark = moved ? upTo : undefined;
      pending.forget();
    } catch (error) {
      pending.mark = undefined;
      if (isUnusable(error)) return await this.#withoutWhatFails(pending, error);
      if (batch.size > few) {
        this.#rows = Math.max(few, Math.floor(batch.size / 2));
        pending.forget();
      }
      throw error;
    }
  }

  /** One verdict that no table takes must not keep all others from being counted. */
  async #withoutWhatFails(pending: Pending, error: unknown): Promise<void> {
    const { spool, segments } = pending;
    pending.forget();
    for (const segment of segments) {
      const batch = new Batch();
      const slices = this.#slices;
      const after = await countedUpTo(spool);
      const span = { spool, after, upTo: segment.sequence };
      if (segment.sequence <= after) continue;
      try {
        await batch.add(await contentOf(segment), slices);
        batch.events.clear();
        await countBatch(span, batch, slices);
      } catch (again) {
        if (!isUnusable(again)) throw again;
        log.error({ err: again, after, segment: segment.path }, "usage could not be counted");
        if (segment.path !== null) await rename(segment.path, `${segment.path}.refused`);
        await countBatch(span, new Batch(), slices);
      }
    }
    pending.mark = undefined;
    log.error({ err: error }, "some history of usage was left out");
  }
}

/** Data that no retry makes right: SQLSTATE classes 22 and 23, save a missing partition; no ids. */
function isUnusable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof SyntaxError) return true;
  const state = sqlState(error) ?? "";
  return /^2[23]/.test(state) && state !== "23514";
}
