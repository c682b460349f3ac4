import { rename, rmdir } from "node:fs/promises";
import { replaceDatabase } from "@/db/client";
import { DatabaseUnavailableError, sqlState } from "@/db/errors";
import type { KeyId, OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { flushLastUsed, rememberUse } from "@/lib/verification/last-used";
import { Batch, Slices } from "./batch";
import { countBatch, countedUpTo, rowsOf, type Span } from "./count";
import { type Closed, contentOf, type Segment, type Spool } from "./spool";

const most = { segments: 30, bytes: 4 * 1024 * 1024 };
const deadlineMs = 15_000;

/** Counts what spools hold into the database, in order, each segment once. */
export class Flusher {
  /** What is known of how far each spool is counted. */
  #marks = new Map<string, number>();
  #under: Promise<void> = Promise.resolve();

  constructor(private readonly spool: Spool) {}

  /** Counts all that is closed, after what is under way. Throws where the database can't take it. */
  flush(): Promise<void> {
    const run = this.#under.then(() => this.#own());
    this.#under = run.catch(() => {});
    return run;
  }

  /** As `flush`, of what ended processes left. */
  replay(): Promise<void> {
    const run = this.#under.then(async () => {
      for (const left of await this.spool.adopt()) {
        await this.#count(left);
        if (left.directory !== null) await rmdir(left.directory).catch(() => {});
        this.#marks.delete(left.id);
      }
    });
    this.#under = run.catch(() => {});
    return run;
  }

  async #own(): Promise<void> {
    const { id, closed } = this.spool;
    await this.#count({ id, directory: null, segments: [...closed] });
  }

  async #count({ id, segments }: Closed): Promise<void> {
    let left = segments;
    while (left.length > 0) {
      const mark = this.#marks.get(id) ?? (await countedUpTo(id));
      this.#marks.set(id, mark);
      const counted = left.filter(({ sequence }) => sequence <= mark);
      await this.spool.remove(counted);
      left = left.filter(({ sequence }) => sequence > mark);
      const taken = some(left);
      if (taken.length > 0) await this.#countSome(id, mark, taken);
    }
  }

  async #countSome(id: string, after: number, taken: Segment[]): Promise<void> {
    const upTo = taken.at(-1)?.sequence ?? after;
    const batch = new Batch();
    const slices = new Slices();
    try {
      for (const segment of taken) await batch.add(await contentOf(segment), slices);
      await this.#write({ spool: id, after, upTo }, batch, slices);
    } catch (error) {
      this.#marks.delete(id);
      if (!isUnusable(error)) throw error;
      await this.#withoutWhatFails(id, after, taken, error);
    }
  }

  async #write(span: Span, batch: Batch, slices: Slices): Promise<void> {
    const rows = await rowsOf(batch, slices);
    const moved = await withinDeadline(countBatch(span, rows));
    if (!moved) {
      this.#marks.delete(span.spool);
      return;
    }
    this.#marks.set(span.spool, span.upTo);
    for (const { outcome, key, organization, at, network } of batch.counts()) {
      if (outcome !== "VALID" || key === "") continue;
      const id = key as KeyId;
      const organizationId = organization as OrganizationId;
      rememberUse({ kind: "key", organizationId, id, at: new Date(at), network });
      if (slices.isOver) await slices.next();
    }
    await flushLastUsed();
  }

  /** One verdict that no table takes must not keep all others from being counted. */
  async #withoutWhatFails(id: string, after: number, taken: Segment[], error: unknown) {
    for (const segment of taken) {
      const batch = new Batch();
      const slices = new Slices();
      const mark = this.#marks.get(id) ?? (await countedUpTo(id));
      const span = { spool: id, after: mark, upTo: segment.sequence };
      if (segment.sequence <= mark) continue;
      try {
        await batch.add(await contentOf(segment), slices);
        batch.events.length = 0;
        await this.#write(span, batch, slices);
      } catch (again) {
        if (!isUnusable(again)) throw again;
        log.error({ err: again, after, segment: segment.path }, "usage could not be counted");
        if (segment.path !== null) await rename(segment.path, `${segment.path}.refused`);
        await countBatch(span, { counts: [], events: [], days: new Set() });
        this.#marks.delete(id);
      }
    }
    log.error({ err: error }, "some history of usage was left out");
  }
}

/** As many as are counted at once. */
function some(segments: Segment[]): Segment[] {
  let bytes = 0;
  return segments.filter((segment, index) => {
    bytes += segment.bytes;
    return index === 0 || (index < most.segments && bytes <= most.bytes);
  });
}

/** Data that no retry makes right: SQLSTATE classes 22 and 23, save a missing partition; no ids. */
function isUnusable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof SyntaxError) return true;
  const state = sqlState(error) ?? "";
  return /^2[23]/.test(state) && state !== "23514";
}

/** postgres.js waits without end on a half-open connection. What was abandoned may still be done. */
async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      replaceDatabase();
      reject(new DatabaseUnavailableError(new Error("The batch took too long.")));
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
