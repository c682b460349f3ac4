import type { OrganizationId, TokenId } from "@/lib/ids";
import { Bounded } from "./bounded";

export type TokenOwner = { id: TokenId; organizationId: OrganizationId };

/** What is known of service tokens, by the digest of the credential: of at most so many. */
export class TokenTable<T> {
  #entries: Bounded<string, TokenOwner & { value: T }>;
  #digests = new Map<TokenId, string>();

  constructor(most: number) {
    this.#entries = new Bounded(most, ({ id }) => this.#digests.delete(id));
  }

  get size(): number {
    return this.#entries.size;
  }

  get(digest: string): T | undefined {
    return this.#entries.get(digest)?.value;
  }

  set(digest: string, { id, organizationId }: TokenOwner, value: T): void {
    this.#digests.set(id, digest);
    this.#entries.set(digest, { id, organizationId, value });
  }

  delete(id: TokenId): void {
    const digest = this.#digests.get(id);
    this.#digests.delete(id);
    if (digest !== undefined) this.#entries.delete(digest);
  }

  /** Forgets all of an organization. */
  deleteOf(organization: OrganizationId): void {
    for (const { id, organizationId } of this.#entries.values()) {
      if (organizationId === organization) this.delete(id);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#digests.clear();
  }
}
