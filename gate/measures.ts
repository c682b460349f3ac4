import { poolSize } from "@/db/client";
import { Histogram, type Metrics, processMetrics } from "@/lib/metrics";
import type { UsageRecorder } from "@/lib/recorder/recorder";
import type { StatusFeeds } from "@/lib/statuses/feeds";
import type { Follower } from "@/lib/verification/follower";
import type { GateMemory } from "@/lib/verification/memory";
import type { RememberedToken } from "@/lib/verification/remembered-token";
import type { Recorder } from "@/lib/verification/services";
import { codes } from "@/lib/verification/verdict";

const bounds = [0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25];

/** Counts verdicts on their way to `recorder`. */
export class Verdicts implements Recorder {
  readonly latency = new Histogram(bounds);
  #counts = new Map(codes.map((code) => [code, { value: 0 }]));

  constructor(private readonly recorder: Recorder) {}

  record(...[verified]: Parameters<Recorder["record"]>): void {
    const count = this.#counts.get(verified.code);
    if (count) count.value++;
    this.latency.observe(verified.latencyMicros / 1e6);
    this.recorder.record(verified);
  }

  commit(): void {
    this.recorder.commit?.();
  }

  samples() {
    return [...this.#counts].map(([code, { value }]) => ({ labels: { code }, value }));
  }
}

type Parts = {
  verdicts: Verdicts;
  memory: GateMemory<RememberedToken>;
  follower: Follower;
  recorder: UsageRecorder;
  feeds: StatusFeeds;
};

const each = (label: string, values: Record<string, number>) =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));

/** What `/metrics` tells of a gate. */
export const gateMetrics = ({ verdicts, memory, follower, recorder, feeds }: Parts): Metrics =>
  processMetrics()
    .add("counter", "portcullis_verifications_total", "Verdicts.", () => verdicts.samples())
    .addHistogram("portcullis_verification_seconds", "From question to verdict.", verdicts.latency)
    .add("gauge", "portcullis_memory_entries", "What is remembered.", () =>
      each("kind", memory.size),
    )
    .add("counter", "portcullis_memory_looks_total", "Keys looked for in memory.", () =>
      each("found", { yes: memory.looks.found, no: memory.looks.missed }),
    )
    .add("gauge", "portcullis_lease_seconds", "How long memory may answer.", () => {
      return follower.state().leaseMs / 1000;
    })
    .add("gauge", "portcullis_feed_lag_seconds", "Since the change log was last heard.", () => {
      return follower.state().lagMs / 1000;
    })
    .add("counter", "portcullis_feed_changes_total", "Changes that were applied.", () => {
      return follower.state().applied;
    })
    .add("gauge", "portcullis_revocation_subscribers", "Who listens to revocations.", () => {
      return feeds.subscribers;
    })
    .add("gauge", "portcullis_status_feeds", "Organizations whose statuses are held.", () => {
      return feeds.size;
    })
    .add("counter", "portcullis_revocation_events_total", "What they were told, or cut off.", () =>
      each("event", feeds.counts),
    )
    .add("gauge", "portcullis_database_connections", "Open connections of the pool.", poolSize)
    .add("gauge", "portcullis_spool_bytes", "Usage that is not counted yet.", () => {
      return recorder.stats().pendingBytes;
    })
    .add("gauge", "portcullis_spool_segments", "Closed parts of the spool.", () => {
      return recorder.stats().pendingSegments;
    })
    .add("gauge", "portcullis_spool_durable", "1 where the spool outlives the process.", () => {
      return recorder.stats().durable ? 1 : 0;
    })
    .add(
      "counter",
      "portcullis_usage_without_history_total",
      "Verdicts that are counted and have no row in the access history.",
      () => {
        return recorder.stats().withoutHistory;
      },
    )
    .add(
      "counter",
      "portcullis_usage_lost_total",
      "Verdicts that were not counted: spool and memory were full.",
      () => {
        return recorder.stats().lost;
      },
    );
