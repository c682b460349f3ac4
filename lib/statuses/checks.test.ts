import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { TokenChecks } from "./checks";
import { Ring, Snapshot } from "./events";
import { Subscriber } from "./subscriber";

const counts = { "signing-keys": 0, snapshot: 0, change: 0, heartbeat: 0, cut: 0 };

/** So many who listen by one service token, which is looked at by `check`. */
function listeners(count: number, check: () => unknown) {
  const ring = new Ring("one");
  const tokenId = newId("tok");
  const ended = vi.fn();
  const heard: string[] = [];
  const told = {
    ring,
    signingKeys: () => Buffer.from("keys"),
    snapshot: async () => new Snapshot(0, ring.idOf(0), [], []),
    greet: () => {},
  };
  const sink = {
    write: (text: Buffer) => void heard.push(text.toString()),
    unsent: () => 0,
    drained: async () => {},
    end: ended,
    destroy: () => {},
  };
  const listener = { tokenId, apiId: null, environment: null, expiresAt: null, check };
  const all = new Set<Subscriber>();
  for (let i = 0; i < count; i++) all.add(new Subscriber(told, sink, listener, null, counts));
  const checks = new TokenChecks(all);
  const askAll = () => {
    for (const one of all) checks.ask(one);
  };
  const beats = () => {
    for (const one of all) {
      one.begin();
      one.beat(1);
    }
    return heard.filter((text) => text.startsWith("event: heartbeat")).length;
  };
  return { all, askAll, ended, beats };
}

test("a token is asked about once for all who listen by it, and once more for who comes meanwhile", async () => {
  let go = () => {};
  const check = vi.fn(
    () =>
      new Promise<void>((done) => {
        go = done;
      }),
  );
  const { askAll, beats } = listeners(50, check);
  askAll();
  await pause(5);
  expect(check).toHaveBeenCalledTimes(1);
  go();
  await pause(5);
  expect(check).toHaveBeenCalledTimes(2);
  expect(beats()).toBe(0);
  go();
  await pause(5);
  expect(beats()).toBe(50);
  expect(check).toHaveBeenCalledTimes(2);
});

test("where nobody can tell it is asked less and less often, and then all go on", async () => {
  let isDown = true;
  const check = vi.fn(() => {
    if (isDown) throw new AppError("UNAVAILABLE", "");
  });
  const { askAll, beats } = listeners(50, check);
  askAll();
  await pause(900);
  askAll();
  expect(check.mock.calls.length).toBeLessThanOrEqual(3);
  expect(beats()).toBe(0);
  isDown = false;
  await expect.poll(beats, { timeout: 3000 }).toBeGreaterThanOrEqual(50);
});

test("all who listen by a token that is good no more are sent off", async () => {
  const { all, askAll, ended } = listeners(3, () => {
    throw new AppError("UNAUTHENTICATED", "");
  });
  askAll();
  await pause(5);
  expect(ended).toHaveBeenCalledTimes(3);
  expect([...all].every(({ isClosed }) => isClosed)).toBe(true);
});
