/** Those who wait for the same, each for a while. */
export class Waiting {
  readonly #all = new Set<() => void>();

  constructor(private readonly most: number) {}

  /** Resolves once they may go on, after `ms`, or at once where too many wait. */
  wait(ms: number): Promise<void> {
    if (this.#all.size >= this.most) return Promise.resolve();
    return new Promise((done) => {
      const go = () => {
        clearTimeout(timer);
        this.#all.delete(go);
        done();
      };
      const timer = setTimeout(go, ms);
      this.#all.add(go);
    });
  }

  goOn(): void {
    for (const go of this.#all) go();
  }
}
