import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { verdictOf } from "@/lib/testing/usage";
import type { Verified } from "@/lib/verification/services";
import { Batch, Slices } from "./batch";
import { countsOf } from "./rows";
import { Tally } from "./tally";
import { totalsOf } from "./totals";
import { Framer } from "./turn";

async function batchOf(verdicts: Verified[]): Promise<Batch> {
  const tally = new Tally();
  for (const one of verdicts) tally.add(one);
  const batch = new Batch();
  await batch.add(new Framer(null).frame(tally), new Slices());
  return batch;
}

/** Columns as they go to the database; of the latencies of a row the order means nothing. */
async function columnsOf<T extends { latencies: string }>(all: AsyncGenerator<T>) {
  const columns: Omit<T, "latencies">[] = [];
  for await (const { latencies: _, ...rest } of all) columns.push(rest);
  return columns;
}

test("whatever came first, the rows that two gates share are written in the same order", async () => {
  const organizations = Array.from({ length: 3 }, () => newId("org"));
  const verdicts = Array.from({ length: 12_000 }, (_, i) =>
    verdictOf({
      at: Date.now() - (i % 2),
      organizationId: organizations[i % 3] ?? newId("org"),
      keyId: i % 5 === 0 ? null : newId("key"),
      code: i % 7 === 0 ? "REVOKED" : "VALID",
      apiId: i % 4 === 0 ? newId("api") : null,
    }),
  );
  const [one, other] = [await batchOf(verdicts), await batchOf(verdicts.toReversed())];
  const isKept = () => true;
  for (const make of [countsOf, totalsOf]) {
    const [first, second] = [one, other].map((batch) =>
      columnsOf<{ latencies: string }>(make(batch, isKept, new Slices())),
    );
    expect((await first)?.length).toBeGreaterThan(1);
    expect(await first).toEqual(await second);
  }
});
