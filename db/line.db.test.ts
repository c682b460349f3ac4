import { expect, test } from "vitest";
import { openLine } from "./line";
import { testDatabase } from "./testing/database";
import { asSuperuser } from "./testing/superuser";

const { superuserUrl } = testDatabase();
const root = (statement: string) => asSuperuser(superuserUrl, statement);

test("a line that was cut while nobody asked says so, and listens again from the next question", async () => {
  let heard = 0;
  const line = openLine("line_test", () => {
    heard++;
  });
  const ask = () => line.ask(1000, (sql) => sql`select 1 as one`.then(([row]) => row?.one));
  const notify = () => root("select pg_notify('line_test', '')");
  expect(await ask()).toBe(1);
  await notify();
  await expect.poll(() => heard).toBe(1);

  await root(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'portcullis-gate-feed' and datname = current_database()`);
  await expect.poll(() => heard).toBe(2);
  expect(await ask()).toBe(1);
  await notify();
  await expect.poll(() => heard).toBe(3);
  line.close();
});

test("a question that is not answered in time fails, and the next has a new line", async () => {
  const line = openLine("line_test", () => {});
  const slow = line.ask(200, (sql) => sql`select pg_sleep(5)`);
  await expect(slow).rejects.toThrow("does not answer");
  expect(await line.ask(1000, (sql) => sql`select 1 as one`)).toHaveLength(1);
  line.close();
});
