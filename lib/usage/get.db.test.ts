import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import {
  type CountedWorld,
  isOf,
  mintCountedWorld,
  oneOf,
  randomCounts,
  randomScope,
} from "@/lib/testing/counted-world";
import { type CountRow, nothing, writeCounts } from "@/lib/testing/counts";
import { testDatabase } from "@/lib/testing/database";
import { failure } from "@/lib/testing/failure";
import { mintToken } from "@/lib/testing/organization";
import { dimensions } from "./counted";
import { foldUsage } from "./fold";
import { getUsage } from "./get";
import { dayMs, hourMs, minuteMs } from "./period";
import { grainMs } from "./segments";
import { usageBuckets } from "./summary";

testDatabase();

const columns = {
  application: "applicationId",
  key: "keyId",
  api: "apiId",
  endpoint: "endpointId",
  environment: "environment",
  outcome: "outcome",
} as const;
const nobodies: unknown[] = [...Object.values(nothing), ""];

let world: CountedWorld;
let rows: CountRow[];

beforeAll(async () => {
  world = await mintCountedWorld();
  await writeCounts(randomCounts(await mintCountedWorld(), 200));
  rows = randomCounts(world, 2000);
  await writeCounts(rows);
}, 60_000);

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

async function checkMany(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const bucket = oneOf(usageBuckets);
    const size = grainMs[bucket];
    const length = Math.random() * { minute: 2 * dayMs, hour: 30 * dayMs, day: 34 * dayMs }[bucket];
    const end = Math.random() * 3 * hourMs;
    const range = { from: ago(Math.min(end + length, 33 * dayMs)), to: ago(end) };
    const by = dimensions.filter(() => Math.random() < 0.3);
    const scope = randomScope(world);
    const groupBy = by.length > 0 ? { groupBy: by.join() } : {};
    const query = { ...range, bucket, ...groupBy, ...scope };
    const series = await getUsage(world.organization.auditor, query);
    const words = JSON.stringify(query);
    const [from, to] = [Date.parse(series.from), Date.parse(series.to)];
    expect([from % size, to % size, series.bucket], words).toEqual([0, 0, bucket]);
    expect(from, words).toBeLessThanOrEqual(Date.parse(range.from));
    expect(to - Date.parse(range.to), words).toBeLessThan(size);
    const points = new Map<string, object & { count: number; cost: number }>();
    for (const row of rows.filter((row) => isOf(row, scope, from, to))) {
      const start = new Date(Math.floor(row.start.getTime() / size) * size).toISOString();
      const values = by.map((name) => [
        name,
        nobodies.includes(row[columns[name]]) ? null : row[columns[name]],
      ]);
      const things = { start, ...Object.fromEntries(values) };
      const known = points.get(JSON.stringify(things));
      const sums = { count: (known?.count ?? 0) + row.count, cost: (known?.cost ?? 0) + row.cost };
      points.set(JSON.stringify(things), { ...things, ...sums });
    }
    const sorted = (some: object[]) => some.map((one) => JSON.stringify(one)).sort();
    expect(sorted(series.points), words).toEqual(sorted([...points.values()]));
    const starts = series.points.map(({ start }) => start);
    expect(starts, words).toEqual([...starts].sort());
  }
}

test("the series equal the sum of all that was counted, folded or not", async () => {
  await checkMany(40);
  await foldUsage(120_000);
  await checkMany(40);
}, 180_000);

test("without a range they are of the last 24 hours, by hour", async () => {
  const series = await getUsage(world.organization.developer, {});
  expect(series.bucket).toBe("hour");
  expect(Date.parse(series.to) - Date.parse(series.from)).toBe(25 * hourMs);
  expect(Date.parse(series.to)).toBeGreaterThan(Date.now());
  const of = async (from: number) =>
    (await getUsage(world.organization.auditor, { from: ago(from) })).bucket;
  expect([
    await of(hourMs),
    await of(3 * dayMs),
    await of(20 * dayMs),
    await of(200 * dayMs),
  ]).toEqual(["minute", "hour", "day", "day"]);
});

describe("what can't be answered is refused in words that help", () => {
  test.each<[query: object, path: string, words: RegExp]>([
    [{ from: ago(-hourMs) }, "from", /before now/],
    [{ from: ago(0), to: ago(hourMs) }, "from", /begin before it ends/],
    [{ from: ago(36 * dayMs), bucket: "minute" }, "from", /kept for 35 days.*hours or days/],
    [{ from: ago(102 * dayMs), bucket: "hour" }, "from", /kept for 100 days.*ask for days/],
    [{ from: ago(802 * dayMs) }, "from", /kept for 800 days: begin later/],
    [{ from: ago(8 * dayMs), bucket: "minute" }, "bucket", /At most 10000 minutes/],
    [{ bucket: "week" }, "bucket", /One of minute, hour, day/],
    [{ groupBy: "application,owner" }, "groupBy", /One or more of application, key/],
    [{ groupBy: "" }, "groupBy", /One or more of/],
    [{ outcome: "FINE" }, "outcome", /One of MALFORMED/],
    [{ environment: "test" }, "environment", /One of development/],
    [{ from: "yesterday" }, "from", /RFC 3339/],
    [{ zone: "UTC" }, "zone", /no such field/],
  ])("%j", async (query, path, words) => {
    const { code, extra } = await failure(getUsage(world.organization.auditor, query));
    expect(code).toBe("INVALID");
    expect(extra.errors?.[0]?.path).toBe(path);
    expect(extra.errors?.[0]?.message).toMatch(words);
  });

  test("more than 10,000 points", async () => {
    const many = await mintCountedWorld(1);
    const start = new Date(Math.floor(Date.now() / minuteMs) * minuteMs - hourMs);
    const row = randomCounts(many, 1)[0];
    if (!row) throw new Error("none was drawn");
    const crowd = (size: number) =>
      Array.from({ length: size }, () => ({ ...row, start, endpointId: newId("end") }));
    await writeCounts(crowd(10_000));
    const ask = { from: ago(2 * hourMs), groupBy: "endpoint" };
    expect((await getUsage(many.organization.auditor, ask)).points).toHaveLength(10_000);
    await writeCounts(crowd(1));
    const { code, extra } = await failure(getUsage(many.organization.auditor, ask));
    expect([code, extra.errors?.[0]?.path]).toEqual(["INVALID", "groupBy"]);
    expect(extra.errors?.[0]?.message).toMatch(/shorter range, a longer bucket or fewer groups/);
  }, 60_000);

  test("each key for very long", async () => {
    const ask = { from: ago(6.9 * dayMs), bucket: "minute", groupBy: "key" };
    const { code, extra } = await failure(getUsage(world.organization.auditor, ask));
    expect([code, extra.errors?.[0]?.path]).toEqual(["INVALID", "groupBy"]);
    expect(extra.errors?.[0]?.message).toMatch(
      /filter by application or key, or ask for at most \d+ buckets/,
    );
    const { applicationId: application } = world.keys[0] ?? {};
    expect(await getUsage(world.organization.auditor, { ...ask, application })).toBeDefined();
  });
});

test("a service token sees what it is bound to", async () => {
  const { organization, apis } = world;
  const [api, other] = apis;
  const range = { from: ago(20 * dayMs), bucket: "day", groupBy: "api,environment" };
  const { actor: ofApi } = await mintToken(organization, ["usage.read"], { apiId: api });
  const { actor: ofStaging } = await mintToken(organization, ["usage.read"], {
    environment: "staging",
  });
  const { actor: stranger } = await mintToken(organization, ["keys.read"]);
  const all = (await getUsage(organization.auditor, range)).points;
  expect((await getUsage(ofApi, range)).points).toEqual(all.filter((point) => point.api === api));
  expect((await getUsage(ofStaging, range)).points).toEqual(
    all.filter(({ environment }) => environment === "staging"),
  );
  expect((await getUsage(ofApi, { ...range, api: "orders" })).points.length).toBeGreaterThan(0);
  const endpoint = world.endpoints.find(({ apiId }) => apiId === other)?.id;
  for (const [actor, beyond] of [
    [ofApi, { api: other }],
    [ofApi, { endpoint }],
    [ofStaging, { environment: "production" }],
    [stranger, {}],
  ] as const) {
    expect((await failure(getUsage(actor, { ...range, ...beyond }))).code).toBe("FORBIDDEN");
  }
});
