/**
 * How many history rows of a second are kept: all while they are few, of more a sample that thins
 * out as the budget is used up, so that it is never exceeded and never all spent at once.
 */
export class Budget {
  #second = -1;
  #seen = 0;
  #left = 0;
  #thinAt = 0;
  #oneOf = 1;

  constructor(private readonly perSecond: number) {}

  /** One of how many this row at `at` stands for; 0 where it is not kept. */
  take(at: number): number {
    const second = Math.floor(at / 1000);
    if (second !== this.#second) this.#begin(second);
    this.#seen++;
    if (this.#left === 0 || (this.#oneOf > 1 && Math.random() * this.#oneOf >= 1)) return 0;
    const kept = this.#oneOf;
    this.#left--;
    if (this.#left <= this.#thinAt) {
      this.#oneOf *= 4;
      this.#thinAt = Math.floor(this.#left / 2);
    }
    return kept;
  }

  /** As many as in the last second are expected; from a quarter of the budget on it thins out. */
  #begin(second: number): void {
    const expected = second === this.#second + 1 ? this.#seen : 0;
    this.#second = second;
    this.#seen = 0;
    this.#left = this.perSecond;
    this.#thinAt = Math.floor(this.perSecond / 4);
    this.#oneOf = Math.max(1, Math.ceil(expected / Math.max(1, this.perSecond)));
  }
}
