const keptMs = 1000;
const most = 1000;

/**
 * Digests of credentials that memory knew within the last second: whoever sends a service token
 * sends it with every request, and it need not be hashed each time. How long it takes to find one is
 * decided by V8's own hash of the text, which nobody outside can foresee.
 */
export class RecentDigests {
  #known = new Map<string, string>();
  readonly #forget = () => this.#known.clear();

  get(credential: string): string | undefined {
    return this.#known.get(credential);
  }

  add(credential: string, digest: string): void {
    if (this.#known.size === most) return;
    if (this.#known.size === 0) setTimeout(this.#forget, keptMs).unref();
    this.#known.set(credential, digest);
  }
}
