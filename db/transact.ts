import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { database, type Transaction, withinPatience } from "./client";
import { DatabaseUnavailableError, isUnavailable, sqlState, withoutValues } from "./errors";

export type { Transaction } from "./client";

/** For whom a transaction speaks. Every actor is one. */
export type Tenant = {
  organizationId: OrganizationId;
  /** Runs first inside the transaction; what it throws undoes everything. */
  onBegin?: (tx: Transaction) => Promise<void>;
};

/**
 * The door of every verb: one transaction that sees and writes the rows of one organization only
 * (row-level security), whatever its statements say.
 */
export function transact<T>(tenant: Tenant, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run(tenant.organizationId, "", async (tx) => {
    await tenant.onBegin?.(tx);
    return work(tx);
  });
}

/** A transaction that sees no organization's rows: users, sessions, installation, look-ups. */
export function transactOutside<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run(null, "", work);
}

/**
 * A transaction that sees the rows of all organizations: for jobs that count or find over all of
 * them. What changes something goes organization by organization, through `transact`.
 */
export function transactSystem<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run(null, "system", work);
}

/** The same for work that may take so many seconds: nobody waits for it but a job. */
export function transactSlowly<T>(
  seconds: number,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return run(
    null,
    "system",
    async (tx) => {
      const ms = String((seconds - 1) * 1000);
      await tx.execute(sql`select set_config('statement_timeout', ${ms}, true)`);
      return work(tx);
    },
    seconds * 1000,
  );
}

/**
 * The rows of one statement that is its own transaction, and sets its context itself where it needs
 * one, by a function of the database: what it locks is free when it is done, though this process
 * stands still. Made again only where the database says that nothing was done; where it gave no
 * answer, it may have been.
 */
export function callAlone<T extends Record<string, unknown>>(statement: SQL) {
  return tried(() => database().execute<T>(statement));
}

function run<T>(
  org: OrganizationId | null,
  scope: "" | "system",
  work: (tx: Transaction) => Promise<T>,
  patienceMs?: number,
): Promise<T> {
  return tried(
    (isLate) =>
      database().transaction(async (tx) => {
        await tx.execute(sql`select portcullis_context(${org && toUuid("org", org)}, ${scope})`);
        const result = await work(tx);
        if (isLate()) throw new DatabaseUnavailableError("the caller has been told so");
        return result;
      }),
    patienceMs,
  );
}

/** 40001 serialization, 40P01 deadlock, 0A000 a plan made stale by a migration: nothing was done. */
const again = new Set(["40001", "40P01", "0A000"]);

async function tried<T>(
  work: (isLate: () => boolean) => Promise<T>,
  patienceMs?: number,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withinPatience(work, patienceMs);
    } catch (error) {
      if (attempt < 3 && again.has(sqlState(error) ?? "")) continue;
      throw isUnavailable(error) ? new DatabaseUnavailableError(error) : withoutValues(error);
    }
  }
}
