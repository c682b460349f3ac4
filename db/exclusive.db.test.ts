import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { exclusively } from "./exclusive";
import { testDatabase } from "./testing/database";

testDatabase();

it("lets one of twenty do it at once", async () => {
  let running = 0;
  let most = 0;
  const ran = await Promise.all(
    Array.from({ length: 20 }, () =>
      exclusively("count", async () => {
        most = Math.max(most, ++running);
        await sleep(500);
        running--;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(ran).toContain(true);
  expect(ran).toContain(false);
});

it("can be done again afterwards, also after a failure, and beside other work", async () => {
  const broken = exclusively("fragile", () => Promise.reject(new Error("broken")));
  await expect(broken).rejects.toThrow("broken");
  const beside = () => exclusively("other", async () => {}).then((ran) => expect(ran).toBe(true));
  expect(await exclusively("fragile", beside)).toBe(true);
});
