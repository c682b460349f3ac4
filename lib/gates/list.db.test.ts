import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { transact } from "@/db/transact";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { announce } from "@/lib/verification/announce";
import { listGates } from "./list";

const { superuserUrl } = testDatabase();
let ours: MintedOrganization;

beforeEach(async () => {
  await asSuperuser(superuserUrl, "delete from gates");
  ours = await mintOrganization();
});

const enter = (address: string, lease: string, seen: string, staleSeconds = 0) =>
  asSuperuser(
    superuserUrl,
    `insert into gates (id, acked, lease_until, last_seen, stale_seconds, version, address)
     values (gen_random_uuid(), pg_current_snapshot(), clock_timestamp() + interval '${lease}',
       clock_timestamp() - interval '${seen}', ${staleSeconds}, '1.2.3', '${address}')`,
  );

test("each gate is told with its state, its lag and what it has yet to apply", async () => {
  await enter("fresh", "800 ms", "200 ms");
  const change = { kind: "key", id: "x", revision: 2 } as const;
  await transact(ours.owner, (tx) => announce(tx, ours.owner, change, change));
  await enter("late", "-5 s", "6 s", 30);
  await enter("gone", "-2 min", "3 min");
  const [fresh, late, gone] = await listGates(ours.owner);
  expect(fresh).toMatchObject({ address: "fresh", state: "fresh", pending: 2, version: "1.2.3" });
  expect(fresh?.lagMs).toBeGreaterThanOrEqual(200);
  expect(fresh?.leaseMs).toBeGreaterThan(0);
  expect(late).toMatchObject({ address: "late", state: "late", pending: 0, staleSeconds: 30 });
  expect(late).toMatchObject({ leaseMs: 0 });
  expect(gone).toMatchObject({ address: "gone", state: "gone" });
});

test("developers and service tokens may not look", async () => {
  for (const one of [ours.admin, ours.auditor]) expect(await listGates(one)).toEqual([]);
  const { actor } = await mintToken(ours, ["tokens.read", "audit.read"]);
  for (const other of [ours.developer, actor]) {
    await expect(listGates(other)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});
