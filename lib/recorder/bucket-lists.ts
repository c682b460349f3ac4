import { latencyBuckets } from "@/lib/usage/latency";
import { roomier, words } from "./words";

/** A bucket, its verdicts, and where its list goes on. */
const width = 3;

/**
 * Verdicts by the bucket of their latency, of many things: each keeps where its list begins, 0 being
 * none. In memory that the collector never walks.
 */
export class BucketLists {
  #words: Uint32Array = words(width * 1024);
  /** Of all lists, and the place that stands for none. */
  size = 1;

  /** Adds verdicts to the list that begins at `list`; where it begins then. */
  add(list: number, bucket: number, verdicts: number): number {
    let all = this.#words;
    for (let at = list; at !== 0; at = all[at + 2] ?? 0) {
      if (all[at] !== bucket) continue;
      all[at + 1] = (all[at + 1] ?? 0) + verdicts;
      return list;
    }
    const at = this.size * width;
    this.size++;
    if (at + width > all.length) all = this.#words = roomier(all, words, at + width);
    all[at] = bucket;
    all[at + 1] = verdicts;
    all[at + 2] = list;
    return at;
  }

  bucketAt(at: number): number {
    return this.#words[at] ?? 0;
  }

  verdictsAt(at: number): number {
    return this.#words[at + 1] ?? 0;
  }

  /** Where a list goes on after `at`; 0 where it ends. */
  next(at: number): number {
    return this.#words[at + 2] ?? 0;
  }

  /** Of all buckets of a list. */
  sum(list: number): number {
    let sum = 0;
    for (let at = list; at !== 0; at = this.next(at)) sum += this.verdictsAt(at);
    return sum;
  }

  /** A list as the database has it: `verdicts * 64 + bucket`. */
  latencies(list: number): number[] {
    const all: number[] = [];
    for (let at = list; at !== 0; at = this.next(at)) {
      all.push(this.verdictsAt(at) * latencyBuckets + this.bucketAt(at));
    }
    return all;
  }

  clear(): void {
    this.size = 1;
  }
}
