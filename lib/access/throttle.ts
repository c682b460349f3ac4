import "server-only";
import { createHmac } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import ipaddr from "ipaddr.js";
import { signInThrottles } from "@/db/schema";
import { type Transaction, transactOutside } from "@/db/transact";
import { AppError } from "@/lib/errors";
import { secrets } from "@/lib/secrets/installation";

/** How many failures are free, and the longest wait between two tries after them, in seconds. */
export type Bucket = { free: number; longest: number };

export const buckets = {
  /** All tries on one account, wherever from. Its wait is short: it may be the victim's own. */
  account: { free: 20, longest: 60 },
  /** All tries from one network, on whatever account. */
  network: { free: 50, longest: 300 },
  /** The tries of one network on one account. */
  pair: { free: 5, longest: 900 },
} as const satisfies Record<string, Bucket>;

type Failures = { failures: number; lastFailedAt: Date };

/** Seconds after which one failure is forgotten. */
const forgiveness = 600;

/**
 * Whether a try may be made at `now`: the seconds to wait (0: it may), and how many failures there
 * are when it fails. After the free ones the wait doubles from one second to the longest.
 */
export function nextTry(bucket: Bucket, state: Failures, now: Date) {
  const elapsed = Math.max(0, (now.getTime() - state.lastFailedAt.getTime()) / 1000);
  const steps = Math.ceil(Math.log2(bucket.longest)) + 1;
  const failures = Math.max(0, state.failures - Math.floor(elapsed / forgiveness));
  const over = failures - bucket.free;
  const pause = over < 0 ? 0 : Math.min(bucket.longest, 2 ** over);
  return {
    wait: Math.max(0, Math.ceil(pause - elapsed)),
    failures: Math.min(failures + 1, bucket.free + steps),
  };
}

/**
 * The network that an address stands for: a subscriber has a whole /64 of IPv6. Addresses that
 * can't be read share one.
 */
export function networkOf(address: string | null): string {
  if (!address || !ipaddr.isValid(address)) return "unknown";
  const ip = ipaddr.process(address);
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  return ip.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":");
}

/** One account whatever the spelling: what mail servers ignore, and more, counts as the same. */
export function accountOf(email: string): string {
  const plain = email
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{C}\s]/gu, "")
    .replace(/\.+$/, "");
  const at = plain.lastIndexOf("@");
  const local = plain.slice(0, Math.max(at, 0)).replace(/\+.*$/s, "").replaceAll(".", "");
  return `${local}@${plain.slice(at + 1)}`;
}

/** A try under way, counted as a failure until it is forgiven. */
export type Try = { subjects: { subject: string; bucket: Bucket }[]; pair: string };

async function hasher() {
  const { "session-key": key } = await secrets();
  return (kind: string, ...parts: string[]) =>
    createHmac("sha256", key)
      .update(JSON.stringify(["sign-in-throttle", kind, ...parts]))
      .digest("base64url");
}

async function subjectsOf(email: string, address: string | null, familiar: boolean): Promise<Try> {
  const keyed = await hasher();
  const [account, network] = [accountOf(email), networkOf(address)];
  const pair = keyed("pair", account, network);
  const subjects: Try["subjects"] = [
    { subject: keyed("network", network), bucket: buckets.network },
    { subject: pair, bucket: buckets.pair },
  ];
  if (!familiar) subjects.unshift({ subject: keyed("account", account), bucket: buckets.account });
  return { subjects, pair };
}

/**
 * Counts one try before its password is looked at, so that tries at once can't slip past each
 * other. From a `familiar` network, one that this account signed in from, the account's own bucket
 * doesn't count: nobody elsewhere can lock its owner out. Throws 429 with the seconds to wait,
 * then nothing was counted.
 */
export async function countTry(
  email: string,
  address: string | null,
  familiar: boolean,
): Promise<Try> {
  return count(await subjectsOf(email, address, familiar));
}

/** Counts one try of a network to guess a one-time link, as `countTry` counts those of a password. */
export async function countGuess(address: string | null): Promise<Try> {
  const keyed = await hasher();
  const subject = keyed("link", networkOf(address));
  return count({ subjects: [{ subject, bucket: buckets.network }], pair: "" });
}

async function count(attempt: Try): Promise<Try> {
  await transactOutside(async (tx) => {
    for (const { subject, bucket } of attempt.subjects) {
      const [state] = await tx
        .insert(signInThrottles)
        .values({ subject })
        .onConflictDoUpdate({ target: signInThrottles.subject, set: { subject } })
        .returning({
          failures: signInThrottles.failures,
          lastFailedAt: signInThrottles.lastFailedAt,
          now: sql`clock_timestamp()`.mapWith(signInThrottles.lastFailedAt),
        });
      if (!state) throw new Error("the throttle was not written");
      const { wait, failures } = nextTry(bucket, state, state.now);
      if (wait > 0) throw tooMany(wait);
      await tx
        .update(signInThrottles)
        .set({ failures, lastFailedAt: sql`clock_timestamp()` })
        .where(eq(signInThrottles.subject, subject));
    }
  });
  return attempt;
}

/** The try succeeded: it doesn't count, and this network starts anew on this account. */
export async function forgiveTry(tx: Transaction, attempt: Try): Promise<void> {
  for (const { subject } of attempt.subjects) {
    const failures = subject === attempt.pair ? 0 : sql`greatest(0, failures - 1)`;
    await tx.update(signInThrottles).set({ failures }).where(eq(signInThrottles.subject, subject));
  }
}

function tooMany(wait: number): AppError {
  const time =
    wait >= 120
      ? `${Math.ceil(wait / 60)} minutes`
      : `${wait} ${wait === 1 ? "second" : "seconds"}`;
  return new AppError("TOO_MANY_REQUESTS", `Too many tries. Try again in ${time}.`, {
    retryAfter: wait,
  });
}
