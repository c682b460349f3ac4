import { inspect } from "node:util";
import { type SQL, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { newId, type OrganizationId } from "@/lib/ids";
import { organizations } from "./schema";
import { testDatabase } from "./testing/database";
import { callAlone, transact, transactOutside, transactSlowly, transactSystem } from "./transact";

testDatabase();
const [ours, theirs]: OrganizationId[] = [newId("org"), newId("org")];

beforeAll(async () => {
  for (const id of [ours, theirs]) {
    if (!id) continue;
    await transact({ organizationId: id }, (tx) =>
      tx.insert(organizations).values({ id, slug: id.slice(-12), name: "before" }),
    );
  }
});

const names = () =>
  transactSystem((tx) =>
    tx.select({ id: organizations.id, name: organizations.name }).from(organizations),
  );

const tenant = (organizationId = ours) => {
  if (!organizationId) throw new Error("no organization");
  return { organizationId };
};

test("a statement without its WHERE touches one organization only", async () => {
  await transact(tenant(), (tx) => tx.update(organizations).set({ name: "after" }));
  expect(await names()).toEqual(
    expect.arrayContaining([
      { id: ours, name: "after" },
      { id: theirs, name: "before" },
    ]),
  );
  await transact(tenant(), (tx) => tx.execute(sql`delete from organizations`));
  expect(await names()).toEqual([{ id: theirs, name: "before" }]);
});

test("a row can not be written for another organization", async () => {
  const write = transact(tenant(), (tx) =>
    tx.insert(organizations).values({ id: newId("org"), slug: "x", name: "x" }),
  );
  await expect(write).rejects.toMatchObject({ cause: { code: "42501" } });
});

test("outside of an organization no row is seen, and nothing stays set for the next one", async () => {
  await transact(tenant(theirs), async (tx) => {
    expect(await tx.select().from(organizations)).toHaveLength(1);
  });
  const seen = await Promise.all(
    Array.from({ length: 20 }, () => transactOutside((tx) => tx.select().from(organizations))),
  );
  expect(seen.flat()).toEqual([]);
});

test("a throw undoes everything, also what ran first", async () => {
  const id = newId("org");
  const failing = transact(
    {
      organizationId: id,
      onBegin: async (tx) => {
        await tx.insert(organizations).values({ id, slug: "undone", name: "undone" });
      },
    },
    async () => {
      throw new Error("no");
    },
  );
  await expect(failing).rejects.toThrow("no");
  expect((await names()).map((row) => row.id)).not.toContain(id);
});

test("a failed statement is told without its values, which could be secrets", async () => {
  const failing = transact(tenant(), (tx) =>
    tx.insert(organizations).values({ id: newId("org"), slug: "hunter2", name: "hunter2" }),
  );
  const error = await failing.catch((thrown: unknown) => thrown);
  expect(inspect(error)).toContain("insert into");
  expect(inspect(error)).not.toContain("hunter2");
});

test("slow work may take as long as it says, and the next transaction as long as usual", async () => {
  const timeout = sql<{ statement_timeout: string }>`show statement_timeout`;
  const usual = await transactSystem((tx) => tx.execute(timeout));
  const [slow] = await transactSlowly(120, (tx) => tx.execute(timeout));
  expect(slow).toEqual({ statement_timeout: "119s" });
  expect(await transactSystem((tx) => tx.execute(timeout))).toEqual(usual);
  await expect(transactSlowly(2, (tx) => tx.execute(sql`select pg_sleep(5)`))).rejects.toThrow(
    "does not answer",
  );
});

test("a statement alone leaves nothing set, is made again after a deadlock, and tells no values", async () => {
  const asked = (statement: SQL) =>
    Promise.all(Array.from({ length: 20 }, () => callAlone(statement)));
  await asked(sql`select portcullis_context(null, 'system'), pg_sleep(0.01)`);
  expect((await asked(sql`select * from organizations`)).flat()).toEqual([]);
  await callAlone(sql`create sequence tries`);
  await callAlone(sql`create function fail_twice(state text) returns void language plpgsql as $$
    begin
      if nextval('tries') < 3 then raise exception 'no' using errcode = state; end if;
    end $$`);
  await callAlone(sql`select fail_twice('40P01')`);
  expect(await callAlone(sql`select last_value::int as tries from tries`)).toEqual([{ tries: 3 }]);
  await callAlone(sql`alter sequence tries restart`);
  const refused = callAlone(sql`select fail_twice('22000')`);
  await expect(refused).rejects.toMatchObject({ cause: { code: "22000" } });
  const ended = callAlone(sql`select fail_twice('57P01')`);
  await expect(ended).rejects.toThrow("does not answer");
  const told = await callAlone(sql`select length(${"hunter2"}) / 0`).catch(
    (error: unknown) => error,
  );
  expect(inspect(told)).toContain("Failed query");
  expect(inspect(told)).not.toContain("hunter2");
});
