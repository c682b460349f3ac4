import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { type KeyId, newId } from "@/lib/ids";
import { eventText, Ring, Snapshot } from "./events";
import { type Counts, Subscriber } from "./subscriber";

const counts = (): Counts => ({
  "signing-keys": 0,
  snapshot: 0,
  change: 0,
  heartbeat: 0,
  cut: 0,
});

/** Somebody who listens over a line that takes nothing while it is `full`. */
function stage({ keys = 0, check = () => {}, expiresAt = null as Date | null } = {}) {
  const ring = new Ring("one");
  const sent: string[] = [];
  const line = { full: false, unsent: 0, ended: false, destroyed: false, open: () => {} };
  const ids: KeyId[] = Array.from({ length: keys }, () => newId("key"));
  const greet = vi.fn();
  const subscriber = new Subscriber(
    {
      ring,
      signingKeys: () => eventText("signing-keys", "{}"),
      snapshot: () => new Snapshot(ring.seq, ring.idOf(ring.seq), ids, []),
      greet,
    },
    {
      write(text) {
        sent.push(/event: (.+)/.exec(text.toString())?.[1] ?? "");
        if (line.full) line.unsent += text.length;
      },
      unsent: () => line.unsent,
      drained: () =>
        new Promise((resolve) => {
          line.open = () => {
            line.unsent = 0;
            resolve();
          };
        }),
      end: () => {
        line.ended = true;
      },
      destroy: () => {
        line.destroyed = true;
      },
    },
    { tokenId: newId("tok"), expiresAt, check },
    null,
    counts(),
  );
  return { ring, sent, line, subscriber, greet };
}

describe("somebody who listens", () => {
  test("is cut off once more than a mebibyte lies unsent, and told no more", () => {
    const { ring, sent, line, subscriber } = stage();
    subscriber.begin();
    line.full = true;
    for (let i = 0; i < 40 && !line.destroyed; i++) {
      ring.add("change", "x".repeat(50_000));
      subscriber.advance();
    }
    expect(line.destroyed).toBe(true);
    expect(line.unsent).toBeLessThan(1024 * 1024 + 60_000);
    const told = sent.length;
    ring.add("change", "{}");
    subscriber.advance();
    expect(sent).toHaveLength(told);
  });

  test("gets a large snapshot as fast as it reads, then what happened meanwhile, then a heartbeat", async () => {
    const { ring, sent, line, subscriber, greet } = stage({ keys: 40_000 });
    line.full = true;
    subscriber.begin();
    await pause(20);
    const before = sent.length;
    expect(before).toBeLessThan(6);
    ring.add("change", "{}");
    subscriber.advance();
    subscriber.beat(1);
    await pause(20);
    expect(sent).toHaveLength(before);
    for (let i = 0; i < 20; i++) {
      line.open();
      await pause(5);
    }
    expect(line.destroyed).toBe(false);
    expect(sent.filter((name) => name === "snapshot")).toHaveLength(8);
    expect(sent.at(-1)).toBe("change");
    expect(greet).toHaveBeenCalled();
    subscriber.beat(1);
    expect(sent.at(-1)).toBe("heartbeat");
  });

  test("gets a new snapshot where the events that it lacks are gone", async () => {
    const { ring, sent, subscriber } = stage({ keys: 1 });
    subscriber.begin();
    await pause(5);
    ring.skip();
    subscriber.advance();
    await pause(5);
    expect(sent.filter((name) => name === "snapshot")).toHaveLength(2);
  });

  test("gets no heartbeat until its token is known to be good, and is sent off where it is not", async () => {
    let answer: () => void = () => {
      throw new AppError("UNAVAILABLE", "");
    };
    const { sent, line, subscriber } = stage({ check: () => answer() });
    subscriber.begin();
    await pause(5);
    await subscriber.recheck();
    subscriber.beat(1);
    expect(sent).not.toContain("heartbeat");
    answer = () => {};
    subscriber.look();
    await pause(5);
    subscriber.beat(1);
    expect(sent).toContain("heartbeat");
    answer = () => {
      throw new AppError("UNAUTHENTICATED", "");
    };
    await subscriber.recheck();
    expect(line.ended).toBe(true);
  });

  test("is sent off when its token is over", () => {
    const { line, subscriber } = stage({ expiresAt: new Date(Date.now() - 1) });
    subscriber.begin();
    subscriber.look();
    expect(line.ended).toBe(true);
  });
});
