import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
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
function stage({ keys = 0, expiresAt = null as Date | null } = {}) {
  const ring = new Ring("one");
  const sent: string[] = [];
  const line = { full: false, unsent: 0, ended: false, destroyed: false, open: () => {} };
  const ids: KeyId[] = Array.from({ length: keys }, () => newId("key"));
  const greet = vi.fn();
  const subscriber = new Subscriber(
    {
      ring,
      signingKeys: () => eventText("signing-keys", "{}"),
      snapshot: async () => new Snapshot(ring.seq, ring.idOf(ring.seq), ids, []),
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
    { tokenId: newId("tok"), apiId: null, environment: null, expiresAt, check: () => {} },
    null,
    counts(),
  );
  return { ring, sent, line, subscriber, greet };
}

describe("somebody who listens", () => {
  test("is cut off once more than a mebibyte lies unsent, and told no more", async () => {
    const { ring, sent, line, subscriber } = stage();
    subscriber.begin();
    await pause(5);
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

  test("is not cut off while it reads slowly, but is once it reads nothing", async () => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout", "setImmediate"] });
    try {
      const { sent, line, subscriber } = stage({ keys: 20_000 });
      line.full = true;
      subscriber.begin();
      for (let second = 0; second < 200; second++) {
        await vi.advanceTimersByTimeAsync(1000);
        line.unsent = Math.max(1, line.unsent - 5_000);
        if (line.unsent === 1) line.open();
        await vi.advanceTimersByTimeAsync(0);
        subscriber.look();
      }
      expect(line.destroyed).toBe(false);
      expect(sent.filter((name) => name === "snapshot")).toHaveLength(4);
      subscriber.trust();
      line.unsent = 10;
      for (let second = 0; second < 32; second++) {
        await vi.advanceTimersByTimeAsync(1000);
        subscriber.look();
      }
      expect(line.destroyed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test("gets no heartbeat until its token is known to be good", async () => {
    const { sent, subscriber } = stage();
    subscriber.doubt();
    subscriber.begin();
    await pause(5);
    subscriber.beat(1);
    expect(sent).not.toContain("heartbeat");
    subscriber.trust();
    subscriber.beat(1);
    expect(sent).toContain("heartbeat");
  });

  test("is sent off when its token is over", () => {
    const { line, subscriber } = stage({ expiresAt: new Date(Date.now() - 1) });
    subscriber.begin();
    subscriber.look();
    expect(line.ended).toBe(true);
  });
});
