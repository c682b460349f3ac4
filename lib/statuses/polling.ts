import { setTimeout as pause } from "node:timers/promises";
import { pollChanges } from "@/db/poll";
import { log } from "@/lib/log";
import { databaseClock } from "@/lib/verification/database-clock";
import { StatusFeeds } from "./feeds";

const everyMs = 400;
/** After a longer silence parts of the log may be gone. */
const mostSilenceMs = 3_600_000;
/** What was heard longer ago is no news. */
const freshMs = 1_500;

/** Feeds that look at the change log by themselves, for a process that is no gate. */
export function pollingFeeds(): StatusFeeds {
  let inUse = false;
  /** When the last look began that was answered, by the wall and the monotonic clock. */
  let heard = { at: 0, monotonic: Number.NEGATIVE_INFINITY };
  let since: string | null = null;
  let epoch = "";

  const feeds = new StatusFeeds({
    asOf: () => (performance.now() - heard.monotonic < freshMs ? heard.at : null),
    onUse(used) {
      const begins = used && !inUse;
      inUse = used;
      if (begins) void follow();
    },
  });

  async function look(): Promise<void> {
    const now = { at: Date.now(), monotonic: performance.now() };
    if (now.monotonic - heard.monotonic > mostSilenceMs) since = null;
    const poll = await pollChanges(since);
    databaseClock.learn(now.monotonic, performance.now(), poll.now);
    const isOther = poll.epoch !== epoch;
    if (poll.changes === null || isOther) feeds.clear({ history: isOther });
    else for (const change of poll.changes) feeds.apply(change);
    [since, epoch, heard] = [poll.snapshot, poll.epoch, now];
  }

  let following: Promise<void> = Promise.resolve();
  function follow(): Promise<void> {
    following = following.then(async () => {
      // What happened while nobody asked was not looked at.
      since = null;
      let failing = false;
      while (inUse) {
        try {
          await look();
          failing = false;
        } catch (error) {
          if (!failing) log.warn({ err: error }, "the change log does not answer");
          failing = true;
          since = null;
        }
        await pause(everyMs, undefined, { ref: false });
      }
    });
    return following;
  }

  return feeds;
}

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisFeeds?: StatusFeeds };

/** Those of the portal's process. */
export function portalFeeds(): StatusFeeds {
  holder.portcullisFeeds ??= pollingFeeds();
  return holder.portcullisFeeds;
}

/** Ends the portal's streams, before its process ends. */
export const closePortalFeeds = (): void => holder.portcullisFeeds?.end();
