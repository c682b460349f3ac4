import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, expect, test, vi } from "vitest";
import { newId } from "@/lib/ids";
import { organizationOfSlug } from "./known-slugs";

const organizationId = newId("org");
const look = vi.hoisted(() => vi.fn());
vi.mock("@/db/lookup", () => ({ findOrganizationBySlug: look }));

beforeEach(() => {
  look.mockReset();
  look.mockImplementation(async (slug: string) => {
    await pause(10);
    return slug.startsWith("real") ? { organizationId, current: true } : undefined;
  });
});

test("a slug is looked for once by all who ask, and for a while no more where nobody has it", async () => {
  const ask = (slug: string) =>
    Promise.all(Array.from({ length: 100 }, () => organizationOfSlug(slug, "192.0.2.1")));
  expect(new Set(await ask("real-one"))).toEqual(new Set([organizationId]));
  expect(new Set(await ask("nobody"))).toEqual(new Set([undefined]));
  await ask("nobody");
  await ask("real-one");
  expect(look.mock.calls).toEqual([["real-one"], ["nobody"]]);
  await pause(1_050);
  await ask("nobody");
  expect(look).toHaveBeenCalledTimes(3);
});

test("junk from one network keeps nobody else's question out", async () => {
  const junk = Array.from({ length: 1_000 }, (_, i) =>
    organizationOfSlug(`junk-${i}`, "192.0.2.1").catch((error) => error.status),
  );
  expect(await organizationOfSlug("real-other", "198.51.100.1")).toBe(organizationId);
  expect((await Promise.all(junk)).filter((told) => told === 503)).toHaveLength(980);
  expect(look.mock.calls.length).toBeLessThan(30);
});

test("what has not the form of a slug is not looked for", async () => {
  for (const slug of [undefined, "", "A", "x".repeat(40), "%00"]) {
    expect(await organizationOfSlug(slug, null)).toBe(undefined);
  }
  expect(look).not.toHaveBeenCalled();
});
