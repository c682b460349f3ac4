import { createHash } from "node:crypto";
import { AppError, notFound } from "@/lib/errors";
import { openPrivateKey } from "@/lib/signing/private-key";
import { unavailable } from "@/lib/verification/deadline";
import { readLists } from "./facts";
import type { StatusFeed } from "./feed";
import { compressedList, signedList, ttl } from "./list";
import { passOf } from "./read";

export type SignedList = { token: string; etag: string };

/** A list is made anew at most so often, and in any case when it is as old as that. */
const youngMs = 1_000;
const oldMs = (ttl * 1000) / 2;
/** How long somebody may wait until the statuses are read. */
const patienceMs = 4_000;

type Made = { version: number; at: number; list: SignedList };

/** The status lists of one feed, each made once for all who ask for it. */
class Lists {
  readonly #made = new Map<string, Made>();
  readonly #compressed = new Map<number, { version: number; lst: string }>();
  readonly #underWay = new Map<string, Promise<SignedList>>();
  #count = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly feed: StatusFeed) {}

  get(number: number, issuer: string): Promise<SignedList> {
    const uri = `${issuer}/status-lists/${number}`;
    const flight = this.#underWay.get(uri);
    if (flight) return flight;
    const made = this.#get(number, uri).finally(() => this.#underWay.delete(uri));
    this.#underWay.set(uri, made);
    return made;
  }

  async #get(number: number, uri: string): Promise<SignedList> {
    const known = this.#made.get(uri);
    const age = performance.now() - (known?.at ?? Number.NEGATIVE_INFINITY);
    if (known && age < youngMs) return known.list;
    if (!(await this.feed.settles(patienceMs))) throw unavailable();
    if (!(await this.#has(number))) throw notFound("status list");
    const { version, publisher } = this.feed;
    if (known?.version === version && age < oldMs) return known.list;
    if (!publisher?.signer) throw new AppError("UNAVAILABLE", unsigned, { retryAfter: 60 });
    const privateKey = await openPrivateKey(publisher.signer);
    const at = performance.now();
    const token = await signedList(await this.#compress(number), uri, {
      id: publisher.signer.id,
      privateKey,
    });
    const list = { token, etag: etagOf(token) };
    this.#made.set(uri, { version, at, list });
    return list;
  }

  async #compress(number: number): Promise<string> {
    const { version, places } = this.feed;
    const known = this.#compressed.get(number);
    if (known?.version === version) return known.lst;
    const lst = await compressedList(places, number);
    this.#compressed.set(number, { version, lst });
    return lst;
  }

  /** Whoever asks for one that is not there has it looked for once a second. */
  async #has(number: number): Promise<boolean> {
    const { publisher, organizationId } = this.feed;
    this.#count = Math.max(this.#count, publisher?.lists ?? 0);
    if (number <= this.#count) return true;
    if (performance.now() - this.#countedAt < youngMs) return false;
    this.#countedAt = performance.now();
    this.#count = await passOf(organizationId)((tx) => readLists(tx, organizationId));
    return number <= this.#count;
  }
}

const unsigned = "The organization has no signing key yet, so its status lists can't be signed.";

const etagOf = (token: string): string =>
  `"${createHash("sha256").update(token).digest("base64url").slice(0, 22)}"`;

const lists = new WeakMap<StatusFeed, Lists>();

/** The list of that number as tokens of that issuer name it. Throws 404, 503. */
export function statusList(feed: StatusFeed, number: number, issuer: string): Promise<SignedList> {
  let own = lists.get(feed);
  if (!own) {
    own = new Lists(feed);
    lists.set(feed, own);
  }
  return own.get(number, issuer);
}
