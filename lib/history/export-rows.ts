import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { authorize, unauthenticated } from "@/lib/access/authorize";
import { presentActor } from "@/lib/access/present";
import { type ExportFormat, linesOf } from "./event-lines";
import { EventNames } from "./event-names";
import { authorizeSearch, type EventSearch, type Place } from "./event-search";
import { findEvents } from "./list-events";

export const mostExported = 1_000_000;
const pageRows = 1_000;
/** Who exports is looked at again so often. */
const recheckMs = 3_000;

/** The rows of one export as text, page by page, each read when it is asked for. */
export class ExportRows {
  readonly #names = new EventNames();
  readonly #lines: ReturnType<typeof linesOf>;
  #checkedAt = performance.now();
  #before: Place | null = null;
  #isLast = false;
  /** How many there were so far. */
  count = 0;

  constructor(
    private actor: MemberActor,
    private readonly search: EventSearch,
    format: ExportFormat,
  ) {
    this.#lines = linesOf(format, search.showsNetworks);
  }

  get head(): string {
    return this.#lines.head;
  }

  /** What is under way is read to its end, and nothing more. */
  stop(): void {
    this.#isLast = true;
  }

  /** Null at the end. Throws once who exports may not any more. */
  async next(): Promise<string | null> {
    while (!this.#isLast) {
      const text = await this.#page();
      if (text !== "") return text;
    }
    return null;
  }

  async #page(): Promise<string> {
    await this.#check();
    const { actor, search } = this;
    const limit = Math.min(pageRows, mostExported - this.count);
    return transact(actor, async (tx) => {
      const { rows, next } = await findEvents(tx, actor, search, this.#before, limit);
      await this.#names.learn(tx, actor, rows);
      const text = this.#lines.rows(rows.map((row) => this.#names.tell(row, search.showsNetworks)));
      this.count += rows.length;
      this.#before = next;
      this.#isLast ||= next === null || this.count >= mostExported;
      return text;
    });
  }

  async #check(): Promise<void> {
    if (performance.now() - this.#checkedAt < recheckMs) return;
    const actor = await presentActor(this.actor);
    if (!actor) throw unauthenticated("Your session has ended. Sign in again.");
    authorize(actor, "history.read");
    const { wish, showsNetworks } = this.search;
    const search = await transact(actor, (tx) => authorizeSearch(tx, actor, wish));
    if (showsNetworks && !search.showsNetworks) authorize(actor, "history.networks");
    [this.actor, this.#checkedAt] = [actor, performance.now()];
  }
}
