import type { Charge, Charged } from "@/db/limits";
import type { Company } from "./company";
import { drained, type Gauge } from "./gauge";

/**
 * What all gates together may spend beyond a limit before the table knows of it: half of the 2 %
 * that are promised, so that gates which have joined since the others last looked fit in too.
 */
const tolerance = 0.01;

/**
 * One limit of a key as one gate keeps it. `spent` decides: it weighs what was spent as far as this
 * gate knows, exactly where nobody else spends. What the gate spends is charged in the table, before
 * or soon after: a gate that is alone holds some in advance, any gate may be in debt for its part of
 * the tolerance. What is held in advance never weighs more than what the table is known to bear: it
 * flows off with it, so that all that can be spent at once never passes the limit.
 */
export class Share {
  spent = 0;
  /** Held in advance; below zero: spent and not charged. */
  own = 0;
  known = false;
  /** Of a quota: what was counted as used before; null until that is read. */
  used: number | null = null;
  #borne = 0;
  #at: number;

  constructor(
    public gauge: Gauge,
    at: number,
  ) {
    this.#at = at;
  }

  /** The same limit as it is now: a quota's number may change within its period. */
  regauge(gauge: Gauge): this {
    this.gauge = gauge;
    return this;
  }

  /** Lets flow off what does until `at`, in whole milliseconds of a clock that never goes back. */
  advance(at: number, { gates }: Company): void {
    const { rate } = this.gauge;
    const elapsed = at - this.#at;
    this.#at = at;
    if (rate === 0 || elapsed <= 0) return;
    this.spent = drained(this.spent, rate, elapsed);
    this.#borne = drained(this.#borne, rate, elapsed);
    if (this.own > 0) this.own = Math.min(this.own, this.#borne);
    else if (this.own < 0) {
      this.own = Math.min(0, this.own + Math.floor((elapsed * rate * tolerance) / gates));
    }
  }

  /** May `cost` units be spent? Null: only the table can tell. */
  fits(cost: number, company: Company): boolean | null {
    const weight = cost * this.gauge.unit;
    if (!this.hasRoom(cost)) return false;
    // A quota is never begun blindly: what was spent before this process counts.
    if (this.gauge.rate === 0 && !this.known) return null;
    if (company.gates === Number.POSITIVE_INFINITY) return null;
    return this.own - weight >= -this.#slack(company) ? true : null;
  }

  spend(cost: number): void {
    const weight = cost * this.gauge.unit;
    this.spent += weight;
    this.own -= weight;
  }

  /** Whether the table should soon hear of this share. */
  isDue(company: Company): boolean {
    if (this.own > 0) return company.alone ? this.own < this.#ahead(company) / 2 : true;
    return -this.own > this.#slack(company) / 2;
  }

  /** Whether it would be allowed by what is known here, whatever the table says. */
  hasRoom(cost: number): boolean {
    return this.spent + cost * this.gauge.unit <= this.gauge.cap;
  }

  /** Whether forgetting it forgets nothing; of a quota, nothing that can't be read again. */
  isVoid(idle: boolean): boolean {
    return this.own === 0 && (this.gauge.rate === 0 ? idle : this.spent === 0);
  }

  /** Whether it can't be charged before what was used is read. */
  isCold(): boolean {
    return this.gauge.rate === 0 && !this.known && this.used === null;
  }

  /** What to charge so that `waiting` units can be spent, the first `first` of them at least. */
  charge(first: number, waiting: number, company: Company): Charge {
    const { slot, cap, rate, unit, ends } = this.gauge;
    // Of what was held by a gate that slept, nobody knows how much has flowed off.
    if (this.own > 0 && company.gates === Number.POSITIVE_INFINITY) this.own = 0;
    const back = this.own > 0 && !company.alone;
    const held = back ? 0 : Math.max(0, this.own);
    const owe = back || this.own < 0 ? -this.own : 0;
    if (back) this.own = 0;
    const need = Math.max(0, first * unit - held);
    const want = Math.max(0, Math.min(waiting * unit, cap - this.spent) - held - need);
    const ahead = Math.max(0, this.#ahead(company) - held - need - want);
    return { slot, cap, rate, ends, floor: this.used ?? 0, owe, need, want, ahead };
  }

  /** Applies what became of a charge that was sent at `sentAt`. */
  charged({ owe }: Charge, { granted, debt, mine }: Charged, sentAt: number): void {
    this.own += Math.max(0, owe) + granted;
    this.#borne = drained(debt, this.gauge.rate, this.#at - sentAt);
    const first = !this.known && this.gauge.rate === 0;
    if (!mine || first) this.spent = Math.max(0, debt - this.own);
    this.known = true;
  }

  #slack({ gates }: Company): number {
    return Math.floor((this.gauge.cap * tolerance) / gates);
  }

  /** A tenth of the limit, or what it lets through in half a second, for who is alone. */
  #ahead({ alone }: Company): number {
    const { cap, rate } = this.gauge;
    return alone && rate > 0 ? Math.floor(Math.min(cap / 2, Math.max(cap / 10, rate * 500))) : 0;
  }
}
