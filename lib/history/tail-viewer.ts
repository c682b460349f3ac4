import type { MemberActor } from "@/lib/access/actor";
import { eventText } from "@/lib/statuses/events";
import type { Sink } from "@/lib/statuses/subscriber";
import { matches } from "./event-match";
import type { EventNames, EventRow } from "./event-names";
import type { EventSearch } from "./event-search";

/** So many verdicts are told a second at most; a fresh viewer may get as many at once. */
const toldPerSecond = 100;
const enoughUnsent = 256 * 1024;
/** Whoever takes nothing for so long is cut off. */
const stuckMs = 8_000;
const heartbeatMs = 4_900;
const skippedMs = 1_000;

/** Who looks on, as they were when it was last looked at. */
export type Looking = { actor: MemberActor; search: EventSearch };

/** Somebody who looks on. Ends itself once `check` says that they may no more. */
export class TailViewer {
  #room = toldPerSecond;
  #roomAt = performance.now();
  #skipped = 0;
  #skippedAt = Number.NEGATIVE_INFINITY;
  #beatAt = Number.NEGATIVE_INFINITY;
  #takenAt = performance.now();
  #unsent = 0;
  #isOpen = true;
  checkedAt = performance.now();
  #isChecking = false;

  constructor(
    private readonly sink: Sink,
    private looking: Looking,
    /** What they may see by now; null where it is nothing any more. Throws where nobody knows. */
    private readonly check: (looking: Looking) => Promise<Looking | null>,
  ) {
    sink.write(Buffer.from("retry: 1000\n\n"));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Those of the rows, newest last, that it looks for and has room for; counts the others. */
  wanted(rows: readonly EventRow[], uncounted = 0): EventRow[] {
    if (!this.#isOpen) return [];
    const now = performance.now();
    this.#room = Math.min(
      toldPerSecond,
      this.#room + ((now - this.#roomAt) / 1000) * toldPerSecond,
    );
    this.#roomAt = now;
    const matching = rows.filter((row) => matches(row, this.looking.search));
    const isFull = this.sink.unsent() > enoughUnsent;
    const room = isFull ? 0 : Math.floor(this.#room);
    const told = room === 0 ? [] : matching.slice(-room);
    this.#room -= told.length;
    this.#skipped += matching.length - told.length + uncounted;
    return told;
  }

  tell(rows: readonly EventRow[], names: EventNames): void {
    const { showsNetworks } = this.looking.search;
    const events = rows.map((row) => names.tell(row, showsNetworks));
    const last = events.at(-1);
    if (last) this.#write(eventText("message", JSON.stringify(events), last.id));
  }

  /** Now and then; `isFresh`: what there was to tell is told. */
  look(isFresh: boolean): void {
    const now = performance.now();
    if (this.#skipped > 0 && now - this.#skippedAt >= skippedMs) {
      this.#skippedAt = now;
      this.#write(eventText("skipped", JSON.stringify({ count: this.#skipped })));
      this.#skipped = 0;
    }
    if (isFresh && now - this.#beatAt >= heartbeatMs) {
      this.#beatAt = now;
      this.#write(eventText("heartbeat", JSON.stringify({ at: new Date().toISOString() })));
    }
    const unsent = this.sink.unsent();
    if (unsent === 0 || unsent < this.#unsent) this.#takenAt = now;
    else if (now - this.#takenAt > stuckMs) this.#cut();
    this.#unsent = unsent;
  }

  /** Looks again at who they are. What nobody knows for `patienceMs` ends it. */
  async recheck(patienceMs: number): Promise<void> {
    if (this.#isChecking || !this.#isOpen) return;
    this.#isChecking = true;
    try {
      const looking = await this.check(this.looking);
      if (looking === null) this.end();
      else this.looking = looking;
      this.checkedAt = performance.now();
    } catch {
      if (performance.now() - this.checkedAt > patienceMs) this.end();
    } finally {
      this.#isChecking = false;
    }
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.sink.end();
  }

  #cut(): void {
    this.#isOpen = false;
    this.sink.destroy();
  }

  #write(text: Buffer): void {
    if (this.#isOpen) this.sink.write(text);
  }
}
