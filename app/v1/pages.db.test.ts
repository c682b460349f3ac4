import { expect, test } from "vitest";
import { z } from "zod";
import { freshTargets } from "@/e2e/access/world";
import { scopes } from "@/lib/access/rights";
import { testDatabase } from "@/lib/testing/database";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { callAs } from "./testing/call";
import { type Sample, samples } from "./testing/samples";

testDatabase();

/** Whose pages have numbers, too. */
const lists = samples.filter(
  ({ method, operation: { query } }) =>
    method === "GET" && query instanceof z.ZodObject && "page" in query.shape,
);

const altered = (cursor: string, at: number) =>
  cursor.slice(0, at) + (cursor[at] === "A" ? "B" : "A") + cursor.slice(at + 1);

/** An organization of its own with some of everything, and who adds one more to the list. */
async function filled({ name, path }: Sample) {
  const organization = await mintOrganization();
  const call = callAs((await mintToken(organization, scopes)).serviceToken);
  const first = await freshTargets(organization);
  const target = path(first);
  const makes = samples.find((one) => one.name === name.replace("GET", "POST"));
  const add = async () => {
    const fresh = await freshTargets(organization);
    if (makes) expect((await call(`POST ${target}`, { body: makes.body(fresh) })).status).toBe(201);
  };
  await add();
  const ids = async (query: string) => {
    const { json } = await call(`GET ${target}?${query}`);
    return { ids: json.data.map(({ id }: { id: string }) => id) as string[], ...json };
  };
  return { call, target, add, ids };
}

test.each(lists)("$name comes in pages that stay together while others add to it", async (list) => {
  const { call, target, add, ids } = await filled(list);
  const whole = await ids("limit=100");
  expect(whole.ids.length).toBeGreaterThan(1);
  expect(whole).toMatchObject({ total: whole.ids.length, nextCursor: null });
  const seen: string[] = [];
  let after = "";
  for (let round = 0; round < 500; round++) {
    const page = await ids(`limit=1${after}`);
    seen.push(...page.ids);
    if (page.nextCursor === null) break;
    after = `&after=${page.nextCursor}`;
    if (round < 2) await add();
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => whole.ids.includes(id))).toEqual(whole.ids);

  const { nextCursor } = await ids("limit=1");
  for (let at = 0; at < nextCursor.length; at += 5) {
    const cursor = altered(nextCursor, at);
    const answer = await call(`GET ${target}?after=${cursor}`);
    expect([cursor, answer.status]).toEqual([cursor, 422]);
  }
  for (const query of [
    "limit=0",
    "limit=101",
    "limit=1.5",
    "limit=",
    "limit=1&limit=1",
    "after=",
  ]) {
    expect([query, (await call(`GET ${target}?${query}`)).status]).toEqual([query, 422]);
  }
  const other = await filled(lists.find(({ name }) => name !== list.name) ?? list);
  const foreign = (await other.ids("limit=1")).nextCursor;
  expect((await call(`GET ${target}?after=${foreign}`)).status).toBe(422);
});
