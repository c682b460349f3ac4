import "server-only";
import { sql } from "drizzle-orm";
import { type KeyId, type OrganizationId, toUuid } from "@/lib/ids";
import { callAlone } from "./transact";

/** What is to be charged to one limit; weights as `lib/limits/gauge.ts` has them. */
export type Charge = {
  slot: string;
  cap: number;
  /** Flows off per millisecond. */
  rate: number;
  /** When a limit that does not flow off ends, in milliseconds since 1970. */
  ends: number;
  /** What weighs at least; null where the caller does not know, and wants to hear of it. */
  floor: number | null;
  /** Spent without asking, or given back where negative. */
  owe: number;
  /** All of a key's limits give it, or none. */
  need: number;
  /** As much of it as fits, to be spent at once. */
  want: number;
  /** As much of it as fits, to be held. */
  ahead: number;
};

export type Wish = { organizationId: OrganizationId; keyId: KeyId; charges: Charge[] };

/**
 * `mine`: nobody else has charged since the caller did. `fits`: all limits of the wish gave what was
 * needed.
 */
export type Charged = { granted: number; debt: number; mine: boolean; fits: boolean };

export type Answers = {
  /** Other gates that live. */
  others: number;
  /** Whether this gate is registered, so that others know of it. */
  registered: boolean;
  /** In the order of the wishes; null where a floor is wanted. */
  charged: (Charged[] | null)[];
};

/**
 * Charges all wishes in one statement, by the database's clock. `gate` is null for whoever holds
 * nothing in advance. Throws `DatabaseUnavailableError`.
 */
export async function charge(gate: string | null, wishes: Wish[]): Promise<Answers> {
  const ordered = wishes
    .map((wish, index) => ({
      index,
      org: toUuid("org", wish.organizationId),
      key: toUuid("key", wish.keyId),
      limits: wish.charges,
    }))
    .sort((a, b) => compare(a.org, b.org) || compare(a.key, b.key));
  const list = JSON.stringify(ordered);
  const [row] = await callAlone(
    sql`select others, registered, answers from portcullis_charge(${gate}::uuid, ${list}::jsonb)`,
  );
  const charged: (Charged[] | null)[] = new Array(wishes.length).fill(null);
  if (!Array.isArray(row?.answers)) throw new TypeError("the answers are no list");
  ordered.forEach(({ index }, place) => {
    charged[index] = (row.answers as (Charged[] | null)[])[place] ?? null;
  });
  return { others: Number(row.others), registered: row.registered === true, charged };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
