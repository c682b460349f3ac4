import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { compressedList } from "./list";
import { PlaceMap, Places } from "./places";
import type { Place } from "./read";

const applicationId = newId("app");
/** `STATUSES=full` takes a million, and then no slice may hold the event loop longer than 50 ms. */
const full = process.env.STATUSES === "full";
const count = full ? 1_000_000 : 50_000;

const place = (index: number, change: Partial<Place> = {}): Place => ({
  ...{
    keyId: `key_${String(index).padStart(26, "0")}`,
    status: "suspended",
    list: 1,
    index,
    applicationId,
    ownerId: null,
  },
  ...{ expiresAt: Number.POSITIVE_INFINITY, retiresAt: null },
  ...change,
});

function foundOf(places: Iterable<Place>): PlaceMap {
  const found = new PlaceMap();
  for (const one of places) found.set(one);
  return found;
}

/** By the processor's time: others that want the processor are no business of this test. */
async function heldBy(work: () => Promise<unknown>): Promise<number> {
  const spent = () => process.cpuUsage().user / 1000;
  let [last, held] = [spent(), 0];
  const look = () => {
    held = Math.max(held, spent() - last);
    last = spent();
  };
  const timer = setInterval(look, 1);
  await work();
  look();
  clearInterval(timer);
  return held;
}

test("so many that are suspended at once, told and listed, let the event loop go on", async () => {
  const all = Array.from({ length: count }, (_, index) => place(index));
  const found = foundOf(all);
  const places = new Places();
  const held = {
    put: await heldBy(() => places.put({ of: "application", id: applicationId }, found, 0)),
    again: await heldBy(() => places.put({ of: "all" }, found, 0)),
    ids: await heldBy(() => places.ids()),
    list: await heldBy(() => compressedList(places, 1)),
    over: await heldBy(async () => places.over(0)),
    sweep: await heldBy(() => places.sweep(0)),
    none: await heldBy(() => places.put({ of: "all" }, new PlaceMap(), 0)),
  };
  const told = Object.entries(held).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`);
  console.log(`${count} places, loop held ≤ ${told.join(", ")}`);
  expect((await places.ids()).suspended).toEqual([]);
  expect(Math.max(...Object.values(held))).toBeLessThan(full ? 50 : 100);
}, 120_000);

test("what was found takes the place of what was known in its scope, and no more", async () => {
  const places = new Places();
  const other = newId("app");
  const [one, two, three] = [place(1), place(2), place(3, { applicationId: other })];
  await places.put({ of: "all" }, foundOf([one, two, three]), 0);
  const revoked = { ...one, status: "revoked" } as const;
  const scope = { of: "application", id: applicationId } as const;
  expect(await places.put(scope, foundOf([revoked]), 0)).toEqual([
    { keyId: two.keyId, status: "valid" },
    { keyId: one.keyId, status: "revoked" },
  ]);
  expect(await places.ids()).toEqual({
    revoked: [one.keyId],
    suspended: [three.keyId],
    valid: [],
  });
  const keys = { of: "keys", ids: [three.keyId] } as const;
  expect(await places.put(keys, new PlaceMap(), 0)).toEqual([
    { keyId: three.keyId, status: "valid" },
  ]);
});

test("the end of a rotation is told of until it shows", async () => {
  const places = new Places();
  const retiring = place(1, { status: "valid", retiresAt: 100 });
  await places.put({ of: "all" }, foundOf([retiring]), 0);
  expect([places.over(99), places.over(100)]).toEqual([[], [retiring.keyId]]);
  await places.put({ of: "all" }, foundOf([{ ...retiring, status: "revoked" }]), 0);
  expect(places.over(100)).toEqual([]);
});
