import { rename, rmdir } from "node:fs/promises";
import { sqlState } from "@/db/errors";
import { log } from "@/lib/log";
import { flushLastUsed } from "@/lib/verification/last-used";
import { Batch, Slices } from "./batch";
import { type Marks, marksOf, type Part, writeBatch } from "./count";
import { CutNetworks } from "./cut-networks";
import { noteUses } from "./note-uses";
import { contentOf, type Segment, type Spool } from "./spool";

/** As many as one transaction takes in a second or two. */
const most = { rows: 50_000, events: 20_000 };
/** What was not counted at once is tried with fewer, down to so many. */
const leastRows = 5_000;
/** So few are counted at once; of more, those of some seconds together, since many are alike. */
const few = 500;
const longestMs = 5_000;

/** What of a spool is read and not counted yet. */
class Pending {
  readonly batch = new Batch();
  segments: Segment[] = [];
  /** When the first of them was read. */
  since = 0;
  /** The marks that the batch goes on from, and those of the spool as far as known. */
  after: Marks = { counted: 0, history: 0 };
  marks: Marks | undefined;
  /** Up to which segment the spool is removed. */
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

/**
 * Writes what spools hold into the database, in order, each segment once: its history at once, and
 * its counts with those of the next seconds where they are many.
 */
export class Flusher {
  readonly #slices = new Slices();
  readonly #cuts = new CutNetworks();
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
      const cuts = await this.#cuts.of(batch);
      pending.noted = await noteUses(batch, pending.noted, this.#slices, cuts);
      const isDue = batch.size <= few || performance.now() - since >= longestMs;
      const counts = all || isFull || isDue;
      await this.#slices.next();
      if (counts || batch.events.size > 0) await this.#write(pending, { counts, cuts });
      await flushLastUsed();
      if (!counts) return;
    }
  }

  /** Adds what there is room for; whether there is more. */
  async #read(pending: Pending, closed: readonly Segment[]): Promise<boolean> {
    const marks = await this.#removeCounted(pending, closed);
    const { batch, segments } = pending;
    if (segments.length === 0) pending.after = marks;
    const next = [...closed].filter(
      ({ sequence }) => sequence > Math.max(marks.counted, pending.upTo),
    );
    for (const segment of next) {
      if (batch.size >= this.#rows || batch.events.size >= most.events) return true;
      const content = await contentOf(segment);
      if (segments.length === 0) pending.since = performance.now();
      segments.push(segment);
      try {
        await batch.add(content, this.#slices, segment.sequence > marks.history);
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

  /** The marks of the spool. What was read is forgotten where another may have moved them. */
  async #removeCounted(pending: Pending, closed: readonly Segment[]): Promise<Marks> {
    pending.marks ??= await marksOf(pending.spool);
    const { marks, after, removed } = pending;
    if (after !== marks) pending.forget();
    await this.spool.remove(
      closed.filter(({ sequence }) => sequence > removed && sequence <= marks.counted),
    );
    pending.removed = marks.counted;
    return marks;
  }

  async #write(pending: Pending, part: Part): Promise<void> {
    const { spool, after, upTo, batch } = pending;
    try {
      const began = performance.now();
      const moved = await writeBatch({ spool, marks: after, upTo }, batch, part, this.#slices);
      if (performance.now() - began < 1000) this.#rows = Math.min(most.rows, this.#rows * 2);
      pending.marks = moved;
      if (moved) pending.after = moved;
      if (part.counts || !moved) pending.forget();
      else batch.events.clear();
    } catch (error) {
      pending.marks = undefined;
      if (isUnusable(error)) return await this.#withoutWhatFails(pending, error);
      if (batch.size > leastRows) {
        this.#rows = Math.max(leastRows, Math.floor(batch.size / 2));
        pending.forget();
      }
      throw error;
    }
  }

  /** One verdict that no table takes must not keep all others from being counted. */
  async #withoutWhatFails(pending: Pending, error: unknown): Promise<void> {
    const { spool, segments } = pending;
    const part = { counts: true, cuts: new Set<string>() };
    const slices = this.#slices;
    pending.forget();
    for (const segment of segments) {
      const batch = new Batch();
      const marks = await marksOf(spool);
      const span = { spool, marks, upTo: segment.sequence };
      if (segment.sequence <= marks.counted) continue;
      try {
        await batch.add(await contentOf(segment), slices, false);
        await writeBatch(span, batch, part, slices);
      } catch (again) {
        if (!isUnusable(again)) throw again;
        const { counted } = marks;
        log.error({ err: again, counted, segment: segment.path }, "usage could not be counted");
        if (segment.path !== null) await rename(segment.path, `${segment.path}.refused`);
        await writeBatch(span, new Batch(), part, slices);
      }
    }
    pending.marks = undefined;
    log.error({ err: error }, "some history of usage was left out");
  }
}

/** Data that no retry makes right: SQLSTATE classes 22 and 23, save a missing partition; no ids. */
function isUnusable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof SyntaxError) return true;
  const state = sqlState(error) ?? "";
  return /^2[23]/.test(state) && state !== "23514";
}
