import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { onTestFinished } from "vitest";
import { charge } from "@/db/limits";
import { gates, keys, usageMinutes } from "@/db/schema";
import { transactOutside, transactSystem } from "@/db/transact";
import { type KeyId, newId, type OrganizationId } from "@/lib/ids";
import { GateLimiter, type GateLimiterOptions, type Table } from "@/lib/limits/gate";
import { readUsed } from "@/lib/limits/used";
import { systemClock } from "@/lib/verification/lease";
import type { Limiter, Limits, Quota, Taken } from "@/lib/verification/services";

const day = 86_400_000;

export const rate = (limit: number, periodMs = day, name = "default") => ({
  name,
  limit,
  periodMs,
});

export const ratesOf = (...rateLimits: ReturnType<typeof rate>[]): Limits => ({
  rateLimits,
  quota: null,
});

export const quotaOf = (limit: number, period: Quota["period"] = "month"): Limits => ({
  rateLimits: [],
  quota: { limit, period },
});

type Options = Partial<Omit<GateLimiterOptions, "table" | "gateId">> & { table?: Partial<Table> };

/** The limiter of a gate that is registered until the test ends; `table` stands before the real one. */
export async function openTestGate({ table, ...options }: Options = {}): Promise<GateLimiter> {
  const gateId = randomUUID();
  await transactOutside((tx) =>
    tx.insert(gates).values({
      id: gateId,
      acked: sql`pg_current_snapshot()`,
      leaseUntil: sql`clock_timestamp() + interval '1 minute'`,
      version: "test",
      address: "test",
    }),
  );
  const limiter = new GateLimiter({
    gateId,
    clock: systemClock,
    deadlineMs: 5_000,
    ...options,
    table: { charge, readUsed, ...table },
  });
  onTestFinished(async () => {
    await limiter.close();
    await transactOutside((tx) => tx.delete(gates).where(eq(gates.id, gateId)));
  });
  return limiter;
}

/** Asks for one key of its own. */
export function asker(organizationId: OrganizationId = newId("org"), keyId: KeyId = newId("key")) {
  const ask = (limiter: Limiter, limits: Limits, cost = 1) =>
    limiter.take(organizationId, keyId, limits, cost, Date.now());
  return Object.assign(ask, { organizationId, keyId });
}

export async function passes(times: number, one: () => Taken | Promise<Taken>): Promise<number> {
  const taken = await Promise.all(Array.from({ length: times }, one));
  return taken.filter(({ code }) => code === "VALID").length;
}

/** A table that counts its statements, which take random times. */
export function countedTable() {
  const seen = { statements: 0 };
  const slow: Table["charge"] = async (...wish) => {
    seen.statements++;
    await sleep(Math.random() * 8);
    const answers = await charge(...wish);
    await sleep(Math.random() * 8);
    return answers;
  };
  return { seen, table: { charge: slow } };
}

/** Counts so many verdicts of that key, which there is, as the recorder does. */
export const recordUse = (
  { organizationId, keyId }: { organizationId: OrganizationId; keyId: KeyId },
  cost: number,
  at = new Date(),
  outcome = "VALID",
) =>
  transactSystem(async (tx) => {
    const [key] = await tx
      .select({ applicationId: keys.applicationId })
      .from(keys)
      .where(and(eq(keys.orgId, organizationId), eq(keys.id, keyId)));
    if (!key) throw new Error("there is no such key");
    const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000).toISOString();
    await tx.execute(sql`select portcullis_usage_day(${hour.slice(0, 10)}::date)`);
    await tx.execute(sql`select portcullis_open_usage(array[${hour}::timestamptz])`);
    await tx.insert(usageMinutes).values({
      orgId: organizationId,
      start: new Date(Math.floor(at.getTime() / 60_000) * 60_000),
      applicationId: key.applicationId,
      keyId,
      apiId: newId("api"),
      environment: "production",
      outcome,
      count: cost,
      cost,
    });
  });
