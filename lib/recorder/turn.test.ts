import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { environments } from "@/db/schema/keys";
import { type Id, type IdPrefix, newId } from "@/lib/ids";
import { bucketOf } from "@/lib/usage/latency";
import type { Verified } from "@/lib/verification/services";
import { codes } from "@/lib/verification/verdict";
import { Batch, Slices } from "./batch";
import { Tally } from "./tally";
import { Framer, unframe } from "./turn";
import { putId } from "./words";

const some = <P extends IdPrefix>(prefix: P) =>
  fc.constantFrom<Id<P>[]>(newId(prefix), newId(prefix), newId(prefix));
const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 8);
const gate = "192.0.2.1:4001";

const different: fc.Arbitrary<Verified> = fc.record({
  at: fc.integer({ min: start, max: start + 5 * minute }),
  organizationId: some("org"),
  applicationId: fc.option(some("app")),
  keyId: fc.option(some("key")),
  apiId: fc.option(some("api")),
  endpointId: fc.option(some("end")),
  environment: fc.option(fc.constantFrom(...environments)),
  code: fc.constantFrom(...codes),
  cost: fc.integer({ min: 0, max: 1_000_000 }),
  requestId: some("req"),
  network: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
  method: fc.option(fc.string({ unit: "binary", maxLength: 20 })),
  path: fc.option(fc.string({ unit: "binary", maxLength: 300 })),
  tags: fc.option(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 })),
  userAgent: fc.option(fc.string({ unit: "binary", maxLength: 300 })),
  latencyMicros: fc.oneof(fc.constantFrom(7, 9, 40), fc.nat()),
});

const usual: Partial<Verified> = {
  ...{ organizationId: newId("org"), applicationId: newId("app"), keyId: newId("key") },
  ...{ apiId: null, endpointId: null },
  environment: "production",
  code: "VALID",
};
/** Every other is counted with all of its like. */
const verified = fc
  .tuple(different, fc.boolean())
  .map(([one, isUsual]): Verified => (isUsual ? { ...one, ...usual } : one));

/** Turns as the recorder makes them, all of one within a minute; some to be read in any segment. */
function encode(
  turns: Verified[][],
  tally = new Tally(),
  segment = 1,
  isAlone = (_turn: number) => false,
): Buffer[] {
  const framer = new Framer(gate);
  tally.clear(segment);
  return turns.map((verdicts, turn) => {
    for (const verified of verdicts) {
      tally.keep(verified, tally.add(verified), 1);
    }
    const half = tally.touchedSize >> 1;
    const frames = isAlone(turn)
      ? [() => framer.frameAlone(tally, 0, half), () => framer.frameAlone(tally, half)]
      : [() => framer.frame(tally)];
    const bytes = Buffer.concat(frames.map((frame) => Buffer.from(frame())));
    tally.forget();
    return bytes;
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

const nameOf = ({ at, ...v }: Verified) =>
  [
    ...[Math.floor(at / minute), v.organizationId, v.applicationId, v.keyId],
    ...[v.apiId, v.endpointId, v.environment, v.code],
  ].join();

/** Numbers of `verdicts * 64 + bucket`, one per bucket. */
function merged(latencies: number[]): number[] {
  const sums = new Map<number, number>();
  for (const one of latencies) sums.set(one % 64, (sums.get(one % 64) ?? 0) + Math.floor(one / 64));
  return [...sums].map(([bucket, verdicts]) => verdicts * 64 + bucket).sort((a, b) => a - b);
}

function expected(verdicts: Verified[]) {
  const sums = new Map<string, [number, number, number[]]>();
  for (const one of verdicts) {
    const [count, cost, latencies] = sums.get(nameOf(one)) ?? [0, 0, []];
    const bucket = bucketOf(one.latencyMicros);
    sums.set(nameOf(one), [count + 1, cost + one.cost, merged([...latencies, 64 + bucket])]);
  }
  return sums;
}

const found = (batch: Batch) =>
  new Map(
    [...batch.counts()].map((c) => [
      [
        ...[c.minute, c.organization, c.application, c.key],
        ...[c.api, c.endpoint, c.environment, c.outcome],
      ].join(),
      [c.count, c.cost, merged(c.latencies)],
    ]),
  );

const historyOf = (batch: Batch) =>
  Array.from({ length: batch.events.size }, (_, index) => {
    const { row, ...event } = batch.event(index);
    return JSON.stringify([batch.count(row).key, event]);
  });

const told = ({ requestId, at, keyId, latencyMicros, ...v }: Verified) => {
  const { network, method, path, tags, userAgent, cost } = v;
  const told = { network, method, path, tags, userAgent };
  const event = { requestId, at, ...told, latencyMicros, cost, oneOf: 1 };
  return JSON.stringify([keyId ?? "", event]);
};

test("what is counted is read again, over several segments, with its history", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(verified, { maxLength: 20 }), { maxLength: 4 }),
      fc.func(fc.boolean()),
      async (all, isAlone) => {
        const tally = new Tally();
        const batch = new Batch();
        const slices = new Slices();
        for (const [index, verdicts] of all.entries()) {
          const frames = encode(byMinute(verdicts), tally, index + 1, isAlone);
          await batch.add(Buffer.concat(frames), slices);
        }
        const verdicts = all.flatMap(byMinute).flat();
        expect(found(batch)).toEqual(expected(verdicts));
        expect(historyOf(batch).sort()).toEqual(verdicts.map(told).sort());
        if (verdicts.length > 0) expect(batch.gate).toBe(gate);
      },
    ),
  ));

test("a key's last use bears the network that was told last", async () => {
  const [one] = fc.sample(verified, 1) as [Verified];
  const uses = ["192.0.2.1", "192.0.2.2", null, "192.0.2.1", "192.0.2.1"].map((network, index) => ({
    ...one,
    network,
    at: start + index * minute,
  }));
  const batch = new Batch();
  await batch.add(Buffer.concat(encode(byMinute(uses))), new Slices());
  expect([...batch.counts()].map(({ at, network }) => [at, network])).toEqual(
    uses.map(({ at, network }) => [at, network ?? "192.0.2.2"]),
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

test("a count of what no frame has defined is refused", async () => {
  const [one] = fc.sample(verified, 1) as [Verified];
  const [first, second] = encode([[one], [one]]) as [Buffer, Buffer];
  const batch = new Batch();
  await batch.add(Buffer.concat([first, second]), new Slices());
  expect(batch.count(0).count).toBe(2);
  await expect(batch.add(second, new Slices())).rejects.toThrow(TypeError);
});

function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

test("what version 3 wrote is read, without gate and latencies", async () => {
  const [organization, requestId] = [newId("org"), newId("req")];
  const names = [organization, "VALID", "192.0.2.1", "GET"];
  const text = Buffer.from(JSON.stringify(names).padEnd(64));
  const [low = 0, high = 0] = new Uint32Array(new Float64Array([start]).buffer);
  const definition = [1, 2, 3, 4, 1, 0, 0, 0, 0, 2];
  const entries = [1, 5, 0];
  const event = new Uint32Array(16);
  event.set([0, 0, 0, 0, 0, 3, 4, 0, 0, 3, 4]);
  putId(event, 1, requestId);
  new Float64Array(event.buffer).set([start, 12], 6);
  const head = [3, 0, low, high, 1, entries.length, text.length, 1];
  const words = Uint32Array.from([...head, ...definition, ...entries, ...event]);
  const batch = new Batch();
  await batch.add(framed(Buffer.concat([Buffer.from(words.buffer), text])), new Slices());
  expect([...batch.counts()]).toMatchObject([
    {
      organization,
      application: "",
      outcome: "VALID",
      count: 6,
      cost: 6,
      latencies: [],
      at: start,
    },
  ]);
  expect(batch.gate).toBe(null);
  expect(batch.event(0)).toEqual({
    ...{ row: 0, requestId, at: start, network: "192.0.2.1", method: "GET", path: null },
    ...{ tags: null, userAgent: null, latencyMicros: 12, cost: 3, oneOf: 4 },
  });
});

test("a frame of another version is refused", async () => {
  const [one] = fc.sample(verified, 1) as [Verified];
  for (const version of [2, 5]) {
    const body = Buffer.from(Buffer.concat(encode([[one]])).subarray(8));
    body.writeUInt32LE(version, 0);
    await expect(new Batch().add(framed(body), new Slices())).rejects.toThrow(TypeError);
  }
});

test("nothing, and nothing but zeros, is read as nothing", () => {
  expect([...unframe(Buffer.alloc(0))]).toEqual([]);
  expect([...unframe(Buffer.alloc(4096))]).toEqual([]);
});
