import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { asSuperuser } from "@/db/testing/superuser";
import { toUuid } from "@/lib/ids";
import { getKey } from "@/lib/keys/get";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import { flushLastUsed, rememberUse } from "./last-used";

const { superuserUrl } = testDatabase();

/** Stands still, once, in a transaction that has written the last use of a key and not ended. */
const standStill = vi.hoisted(() => ({ ms: 0 }));
vi.mock("./seen-from", async (original) => {
  const real = await original<typeof import("./seen-from")>();
  return {
    ...real,
    writeSightings: (...args: Parameters<typeof real.writeSightings>) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, standStill.ms);
      standStill.ms = 0;
      return real.writeSightings(...args);
    },
  };
});

test("a process that stands still while it writes a last use holds up no change of the key", async () => {
  const { owner, id } = await mintOrganization();
  const { key } = await mintKey(owner);
  // In the database alone: this process hears of it only when it goes on.
  const change = asSuperuser(
    superuserUrl,
    `select pg_sleep(0.8);
    update keys set name = name where id = '${toUuid("key", key.id)}';
    select extract(epoch from clock_timestamp() - now())::float8 as seconds`,
  );
  await sleep(300);
  standStill.ms = 3_000;
  const use = { kind: "key", id: key.id, at: new Date(), network: "203.0.113.9" } as const;
  rememberUse({ ...use, organizationId: id });
  await flushLastUsed(true);
  const seconds = (await change).flat().find((row) => "seconds" in row)?.seconds;
  expect(seconds).toBeLessThan(1.5);
  await flushLastUsed(true);
  expect((await getKey(owner, key.id)).lastUsedNetwork).toBe("203.0.113.9");
});
