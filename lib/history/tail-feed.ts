import { setTimeout as pause } from "node:timers/promises";
import { and, asc, desc, eq, gt, gte, inArray } from "drizzle-orm";
import { isUnavailable } from "@/db/errors";
import { usageEvents } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { OrganizationId, UsageEventId } from "@/lib/ids";
import { log } from "@/lib/log";
import { EventNames, type EventRow } from "./event-names";
import type { TailViewer } from "./tail-viewer";

const everyMs = 200;
/** Gates write some time after the verdict, and one after another: so far back is looked. */
const lookBackMs = 10_000;
/**
 * So many ids are looked at each time, and so many rows read, more than a gate writes at once: of
 * more, the newest.
 */
const most = { ids: 10_000, rows: 2_000, recent: 200 };
const recheckMs = 3_000;
/** Who could not be checked for so long looks on no more. */
const patienceMs = 5_000;
const namesMs = 60_000;

type SeenEvent = Pick<EventRow, "id" | "at">;

/** The latest verdicts of an organization, told to those who look on: one looks for all of them. */
export class TailFeed {
  readonly #viewers = new Set<TailViewer>();
  readonly #begun = new WeakSet<TailViewer>();
  /** When what was seen came, as far back as is looked. */
  readonly #seen = new Map<UsageEventId, number>();
  /** The last that were seen, for who comes to look on. */
  #recent: EventRow[] = [];
  #names = new EventNames();
  #namesSince = performance.now();
  #isRunning = false;
  #isClosed = false;

  constructor(
    private readonly organizationId: OrganizationId,
    private readonly onIdle: () => void,
  ) {}

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Whoever joins is told what came within the last seconds, too. */
  join(viewer: TailViewer): void {
    this.#viewers.add(viewer);
    if (!this.#isRunning) void this.#run();
  }

  leave(viewer: TailViewer): void {
    viewer.end();
    this.#viewers.delete(viewer);
  }

  close(): void {
    this.#isClosed = true;
    for (const viewer of this.#viewers) this.leave(viewer);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let failing = false;
    while (this.#viewers.size > 0 && !this.#isClosed) {
      try {
        await this.#look();
        failing = false;
      } catch (error) {
        if (!failing && !isUnavailable(error)) {
          log.error({ err: error, organizationId: this.organizationId }, "no tail can be read");
        }
        failing = true;
      }
      for (const viewer of this.#viewers) {
        viewer.look(!failing);
        if (performance.now() - viewer.checkedAt > recheckMs) void viewer.recheck(patienceMs);
        if (!viewer.isOpen) this.#viewers.delete(viewer);
      }
      await pause(everyMs, undefined, { ref: false });
    }
    this.#isRunning = false;
    this.#seen.clear();
    this.#recent = [];
    this.onIdle();
  }

  async #look(): Promise<void> {
    const { organizationId } = this;
    const now = performance.now();
    if (now - this.#namesSince > namesMs) [this.#names, this.#namesSince] = [new EventNames(), now];
    const { fresh, rows } = await transact({ organizationId }, (tx) => this.#readFresh(tx));
    const recent = [...this.#recent, ...rows]
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .slice(-most.recent);
    const told = [...this.#viewers].map((viewer) => {
      const all = this.#begun.has(viewer) ? rows : recent;
      return { viewer, rows: viewer.wanted(all, fresh.length - rows.length) };
    });
    const shown = new Set(told.flatMap(({ rows }) => rows));
    if (shown.size > 0) {
      await transact({ organizationId }, (tx) =>
        this.#names.learn(tx, { organizationId }, [...shown]),
      );
    }
    for (const { viewer, rows } of told) {
      viewer.tell(rows, this.#names);
      this.#begun.add(viewer);
    }
    // Now that they are told: what fails before is looked at again.
    for (const { id, at } of fresh) this.#seen.set(id, at.getTime());
    this.#recent = recent;
  }

  /** What was not seen yet: ids of all, and the newest `rows` of them, oldest first. */
  async #readFresh(tx: Transaction): Promise<{ fresh: SeenEvent[]; rows: EventRow[] }> {
    const since = Date.now() - lookBackMs;
    for (const [id, at] of this.#seen) if (at < since) this.#seen.delete(id);
    this.#recent = this.#recent.filter((row) => row.at.getTime() >= since);
    const { orgId, at, id } = usageEvents;
    const own = eq(orgId, this.organizationId);
    const found = await tx
      .select({ id, at })
      .from(usageEvents)
      .where(and(own, gt(at, new Date(since))))
      .orderBy(desc(at), desc(id))
      .limit(most.ids);
    const fresh = found.filter((row) => !this.#seen.has(row.id));
    const shown = fresh.slice(0, most.rows);
    const oldest = shown.at(-1);
    if (!oldest) return { fresh, rows: [] };
    const ids = shown.map((row) => row.id);
    const rows = await tx
      .select()
      .from(usageEvents)
      .where(and(own, gte(at, oldest.at), inArray(id, ids)))
      .orderBy(asc(at), asc(id));
    return { fresh, rows };
  }
}
