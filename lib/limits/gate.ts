import { charge, type Wish } from "@/db/limits";
import type { KeyId, OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { unavailable, withinDeadline } from "@/lib/verification/deadline";
import type { Clock } from "@/lib/verification/lease";
import type { Limiter, Limits, Taken } from "@/lib/verification/services";
import { allowed, refused } from "./answer";
import { Acquaintance, type Company, leaving, unknown } from "./company";
import { fits, isNew, type Key, limitedBy, type Waiter } from "./key";
import { type Haste, Pace } from "./pace";
import { readUsed } from "./used";

const usualDeadlineMs = 200;
/** Keys of one statement: fewer after one that took too long. */
const mostAtOnce = 500;
const fewestAtOnce = 20;
const idleMs = 60_000;
/** Up to so many keys nothing is forgotten. */
const fewKeys = 50_000;
/** A waiting request whose limits others keep emptying is given up after so many looks. */
const tries = 3;

/** What the limits of a gate ask; tests put something in between. */
export type Table = { charge: typeof charge; readUsed: typeof readUsed };

export type GateLimiterOptions = {
  /** As the gate is registered under. */
  gateId: string;
  clock: Clock;
  /** How long it limits by what it knows alone, when the database does not answer. */
  staleMs?: number;
  deadlineMs?: number;
  table?: Table;
};

/**
 * Limits of one gate, which spends shares that the database's table counts: at once where it holds
 * what is needed or a limit refuses, after one statement for all who wait otherwise. Exact while no
 * other gate lives; never more than 2 % beyond a limit with others.
 */
export class GateLimiter implements Limiter {
  #keys = new Map<KeyId, Key>();
  #hand = this.#keys.values();
  #due = new Set<Key>();
  #waiting = new Set<Key>();
  #others: Acquaintance;
  #failingSince = Number.POSITIVE_INFINITY;
  #atOnce = mostAtOnce;
  #pace: Pace;
  #options: Required<GateLimiterOptions>;

  constructor(options: GateLimiterOptions) {
    const usual = { staleMs: 0, deadlineMs: usualDeadlineMs, table: { charge, readUsed } };
    this.#options = { ...usual, ...options };
    this.#others = new Acquaintance(options.clock);
    this.#pace = new Pace(() => this.#exchange(), options.clock);
    this.#pace.now();
  }

  take(
    organizationId: OrganizationId,
    keyId: KeyId,
    limits: Limits,
    cost: number,
    now: number,
  ): Taken | Promise<Taken> {
    const at = this.#at();
    const key = this.#keyOf(organizationId, keyId, limits, at, now);
    const company = this.#others.company(at, now);
    if (this.#others.isDue(at)) this.#pace.soon();
    const passes = fits(key, cost, at, company);
    if (passes !== null) return this.#conclude(key, cost, passes, company, now);
    if (this.#mayGuess(at)) {
      this.#pace.soon();
      return this.#guess(key, cost, now);
    }
    return new Promise((resolve, reject) => {
      key.waiters.push({ cost, looks: 0, resolve, reject });
      this.#waiting.add(key);
      if (isNew(key)) this.#pace.atOnce();
      else this.#pace.now();
    });
  }

  /** Gives back what is held in advance and says what was spent. */
  async close(): Promise<void> {
    await this.#pace.stop();
    const held = [...this.#keys.values()].filter(({ shares }) => shares.some((s) => s.own !== 0));
    try {
      for (let from = 0; from < held.length; from += mostAtOnce) {
        await this.#settle(held.slice(from, from + mostAtOnce), leaving);
      }
    } catch {
      // What was held in advance flows off by itself.
    }
  }

  #at = () => Math.floor(this.#options.clock.monotonic());

  #keyOf(
    organizationId: OrganizationId,
    keyId: KeyId,
    limits: Limits,
    at: number,
    now: number,
  ): Key {
    const known = this.#keys.get(keyId);
    if (known && known.limits === limits && now < known.ends) {
      known.usedAt = at;
      return known;
    }
    if (known) return limitedBy(known, limits, at, now);
    this.#sweep(at, this.#others.company(at, now));
    const key = limitedBy({ organizationId, keyId, shares: [], waiters: [] }, limits, at, now);
    this.#keys.set(keyId, key);
    return key;
  }

  /** Forgets up to two keys of which there is nothing to remember: one comes, two are looked at. */
  #sweep(at: number, company: Company): void {
    if (this.#keys.size < fewKeys) return;
    for (let i = 0; i < 2; i++) {
      let next = this.#hand.next();
      if (next.done) {
        this.#hand = this.#keys.values();
        next = this.#hand.next();
      }
      if (next.done) return;
      const key = next.value;
      if (key.waiters.length > 0) continue;
      const idle = at - key.usedAt > idleMs;
      for (const share of key.shares) share.advance(at, company);
      const held = key.shares.some((share) => share.own !== 0);
      if (key.shares.every((share) => share.isVoid(idle))) {
        this.#keys.delete(key.keyId);
        this.#due.delete(key);
      } else if (idle && held) this.#soon(key);
    }
  }

  #conclude(key: Key, cost: number, passes: boolean, company: Company, now: number): Taken {
    if (!passes) return refused(key.shares, cost, now);
    let due = false;
    for (const share of key.shares) {
      share.spend(cost);
      due ||= share.isDue(company);
    }
    if (due) this.#soon(key);
    return allowed(key.shares, now);
  }

  #soon(key: Key): void {
    this.#due.add(key);
    this.#pace.soon();
  }

  #mayGuess(at: number): boolean {
    return at >= this.#failingSince && at - this.#failingSince < this.#options.staleMs;
  }

  /** By what this gate alone knows. */
  #guess(key: Key, cost: number, now: number): Taken {
    const passes = key.shares.every((share) => share.hasRoom(cost));
    return this.#conclude(key, cost, passes, unknown, now);
  }

  async #exchange(): Promise<Haste> {
    const keys = [...this.#waiting, ...this.#due].slice(0, this.#atOnce);
    const at = this.#at();
    try {
      await this.#settle([...new Set(keys)], this.#others.company(at, this.#options.clock.wall()));
      this.#failingSince = Number.POSITIVE_INFINITY;
      this.#atOnce = Math.min(mostAtOnce, this.#atOnce * 2);
    } catch (error) {
      this.#failed(error);
    }
    if ([...this.#waiting].some(isNew)) return "at once";
    if (this.#waiting.size > 0) return "now";
    return this.#due.size > 0 ? "soon" : "rest";
  }

  #failed(error: unknown): void {
    const at = this.#at();
    if (this.#failingSince > at) {
      log.warn({ err: error }, "the limits can't be asked for");
      this.#failingSince = at;
    }
    this.#atOnce = Math.max(fewestAtOnce, Math.floor(this.#atOnce / 2));
    const guess = this.#mayGuess(at);
    const now = this.#options.clock.wall();
    for (const key of this.#waiting) {
      for (const { cost, resolve, reject } of key.waiters.splice(0)) {
        if (guess) resolve(this.#guess(key, cost, now));
        else reject(unavailable());
      }
    }
    this.#waiting.clear();
  }

  /** Charges what these keys spent and want, and lets through whom that suffices. */
  async #settle(keys: Key[], company: Company): Promise<void> {
    const { table, gateId, clock } = this.#options;
    await this.#readUsed(keys);
    const sentAt = this.#at();
    const offset = this.#others.offset(sentAt);
    const sent = keys.map((key) => {
      this.#due.delete(key);
      for (const share of key.shares) share.advance(sentAt, company);
      const first = key.waiters[0]?.cost ?? 0;
      const waiting = key.waiters.reduce((sum, { cost }) => sum + cost, 0);
      const charges = key.shares.map((share) => share.charge(first, waiting, company));
      return { key, shares: key.shares, charges };
    });
    const wishes: Wish[] = sent.map(({ key: { organizationId, keyId }, charges }) => ({
      organizationId,
      keyId,
      charges,
    }));
    const work = table.charge(gateId, wishes);
    const answers = await withinDeadline(work, this.#options.deadlineMs);
    const present = this.#others.told(answers, sentAt, offset);
    sent.forEach(({ key, shares, charges }, index) => {
      const charged = answers.charged[index];
      const at = this.#at();
      shares.forEach((share, place) => {
        const [wished, given] = [charges[place], charged?.[place]];
        share.advance(at, present);
        if (wished && given) share.charged(wished, given, sentAt);
      });
      this.#serve(key, at, clock.wall(), present);
    });
  }

  /** Reads what was used of the quotas that this process has not counted on yet; kept also when late. */
  async #readUsed(keys: Key[]): Promise<void> {
    const cold = keys.flatMap(({ organizationId, keyId, shares }) => {
      const share = shares.find((one) => one.isCold());
      return share ? [{ share, organizationId, keyId, from: new Date(share.gauge.starts) }] : [];
    });
    if (cold.length === 0) return;
    const wishes = cold.map(({ share, ...wish }) => wish);
    const work = this.#options.table.readUsed(wishes).then((used) => {
      cold.forEach(({ share }, index) => {
        share.used = used[index] ?? 0;
      });
    });
    await withinDeadline(work, this.#options.deadlineMs);
  }

  #serve(key: Key, at: number, now: number, company: Company): void {
    const still: Waiter[] = [];
    for (const waiter of key.waiters.splice(0)) {
      const passes = fits(key, waiter.cost, at, company);
      if (passes !== null) {
        waiter.resolve(this.#conclude(key, waiter.cost, passes, company, now));
      } else if (++waiter.looks < tries) still.push(waiter);
      else waiter.reject(unavailable());
    }
    key.waiters = still;
    if (still.length === 0) this.#waiting.delete(key);
    if (key.shares.some((share) => share.isDue(company))) this.#soon(key);
  }
}
