import { expect, test } from "vitest";
import { mintCountedWorld, randomCounts, sumOf } from "@/lib/testing/counted-world";
import { writeCounts } from "@/lib/testing/counts";
import { testDatabase } from "@/lib/testing/database";
import { mintToken } from "@/lib/testing/organization";
import { callAs } from "./testing/call";

testDatabase();

test("GET /v1/usage answers counts as they are described, grouped by anything", async () => {
  const world = await mintCountedWorld();
  const rows = randomCounts(world, 200, []);
  await writeCounts(rows);
  const call = callAs((await mintToken(world.organization, ["usage.read"])).serviceToken);
  const day = new Date(Date.now() - 86_400_000).toISOString();
  const all = "application,key,api,endpoint,environment,outcome";
  for (const groupBy of ["", `&groupBy=${all}`, "&groupBy=outcome"]) {
    const { status, json } = await call(`GET /v1/usage?from=${day}&bucket=hour${groupBy}`);
    expect(status).toBe(200);
    const counted = json.points.reduce(
      (sum: number, { count }: { count: number }) => sum + count,
      0,
    );
    const from = Date.parse(json.from);
    expect(counted).toBe(sumOf(rows.filter(({ start }) => start.getTime() >= from)));
  }
  expect(await call("GET /v1/usage?application=app_1")).toMatchObject({ status: 404 });
  expect(await call("GET /v1/usage?bucket=week")).toMatchObject({
    status: 422,
    json: { errors: [{ path: "bucket", message: "One of minute, hour, day." }] },
  });
  expect((await call("GET /v1/usage?wrong=1")).status).toBe(422);
  const other = callAs((await mintToken(world.organization, ["keys.read"])).serviceToken);
  expect((await other("GET /v1/usage")).status).toBe(403);
});
