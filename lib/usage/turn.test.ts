import fc from "fast-check";
import { expect, test } from "vitest";
import { environments } from "@/db/schema/keys";
import { type Id, type IdPrefix, newId } from "@/lib/ids";
import type { Verified } from "@/lib/verification/services";
import { codes } from "@/lib/verification/verdict";
import { Batch, Slices } from "./batch";
import { Tuples } from "./tuples";
import { encodeTurn, Framer, type Turn, unframe } from "./turn";

const some = <P extends IdPrefix>(prefix: P) =>
  fc.constantFrom<Id<P>[]>(newId(prefix), newId(prefix), newId(prefix));
const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 8);

const verified: fc.Arbitrary<Verified> = fc.record({
  at: fc.integer({ min: start, max: start + 5 * minute }),
  organizationId: some("org"),
  applicationId: fc.option(some("app")),
  keyId: fc.option(some("key")),
  apiId: fc.option(some("api")),
  endpointId: fc.constant(null),
  environment: fc.option(fc.constantFrom(...environments)),
  code: fc.constantFrom(...codes),
  cost: fc.integer({ min: 0, max: 1_000_000 }),
  requestId: some("req"),
  network: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
  method: fc.option(fc.string({ unit: "binary", maxLength: 20 })),
  path: fc.option(fc.string({ unit: "binary", maxLength: 300 })),
  tags: fc.option(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 })),
  latencyMicros: fc.nat(),
});

/** Turns as the recorder makes them: all of one within a minute. */
function encode(turns: Verified[][], tuples = new Tuples(), segment = 1): Buffer[] {
  const framer = new Framer();
  const numbering = { segment, next: 0 };
  return turns.map((verdicts) => {
    const turn: Turn = { at: verdicts.at(-1)?.at ?? 0, tuples: [], kept: [] };
    for (const verified of verdicts) {
      const tuple = tuples.of(verified);
      if (tuple.count === 0) turn.tuples.push(tuple);
      tuple.count++;
      tuple.cost += verified.cost;
      tuple.network = verified.network;
      turn.kept.push({ verified, tuple, oneOf: 1 });
    }
    const frame = Buffer.from(framer.frame(encodeTurn(turn, numbering)));
    for (const tuple of turn.tuples) tuple.count = tuple.cost = 0;
    return frame;
  });
}

function byMinute(verdicts: Verified[]): Verified[][] {
  const turns = new Map<number, Verified[]>();
  for (const one of verdicts) {
    const key = Math.floor(one.at / minute);
    turns.set(key, [...(turns.get(key) ?? []), one]);
  }
  return [...turns.values()];
}

const nameOf = ({ at, organizationId, applicationId, keyId, apiId, environment, code }: Verified) =>
  [Math.floor(at / minute), organizationId, applicationId, keyId, apiId, environment, code].join();

function expected(verdicts: Verified[]) {
  const sums = new Map<string, [number, number]>();
  for (const one of verdicts) {
    const [count, cost] = sums.get(nameOf(one)) ?? [0, 0];
    sums.set(nameOf(one), [count + 1, cost + one.cost]);
  }
  return sums;
}

const found = (batch: Batch) =>
  new Map(
    [...batch.counts()].map((c) => [
      [c.minute, c.organization, c.application, c.key, c.api, c.environment, c.outcome].join(),
      [c.count, c.cost],
    ]),
  );

test("what is counted is read again, over several segments, with its history", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(verified, { maxLength: 20 }), { maxLength: 4 }),
      async (all) => {
        const tuples = new Tuples(5);
        const batch = new Batch();
        const slices = new Slices();
        for (const [index, verdicts] of all.entries()) {
          await batch.add(Buffer.concat(encode(byMinute(verdicts), tuples, index + 1)), slices);
        }
        const verdicts = all.flatMap(byMinute).flat();
        expect(found(batch)).toEqual(expected(verdicts));
        expect(
          batch.events.map(({ request, path, at, cost, oneOf }) => [
            request,
            path,
            at,
            cost,
            oneOf,
          ]),
        ).toEqual(verdicts.map((v) => [v.requestId, v.path, v.at, v.cost, 1]));
      },
    ),
  ));

test("a key's last use bears the network that it came from", async () => {
  const [one] = fc.sample(verified, 1) as [Verified];
  const uses = ["192.0.2.1", "192.0.2.2", null, "192.0.2.1", "192.0.2.1"].map((network, index) => ({
    ...one,
    network,
    at: start + index * minute,
  }));
  const batch = new Batch();
  await batch.add(Buffer.concat(encode(byMinute(uses))), new Slices());
  expect([...batch.counts()].map(({ at, network }) => [at, network])).toEqual(
    uses.map(({ at, network }) => [at, network]),
  );
});

test("of a torn or altered segment what is whole before is read, and nothing after", () =>
  fc.assert(
    fc.property(
      fc.array(fc.array(verified, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.option(fc.integer({ min: 1, max: 255 })),
      (turns, position, flip) => {
        const frames = encode(turns);
        const whole = Buffer.concat(frames);
        const at = position % whole.length;
        const harmed = Buffer.from(flip === null ? whole.subarray(0, at) : whole);
        if (flip !== null) harmed[at] = (harmed[at] ?? 0) ^ flip;
        let end = 0;
        const intact = frames.filter((frame) => {
          end += frame.length;
          return end <= at;
        });
        expect([...unframe(harmed)]).toEqual([...unframe(Buffer.concat(intact))]);
      },
    ),
  ));

test("nothing, and nothing but zeros, is read as nothing", () => {
  expect([...unframe(Buffer.alloc(0))]).toEqual([]);
  expect([...unframe(Buffer.alloc(4096))]).toEqual([]);
});
