import type { KeyId, OrganizationId } from "@/lib/ids";
import type { Limits, Taken } from "@/lib/verification/services";
import type { Company } from "./company";
import { gaugesOf } from "./gauge";
import { Share } from "./share";

export type Waiter = {
  cost: number;
  looks: number;
  resolve: (taken: Taken) => void;
  reject: (error: unknown) => void;
};

/** The limits of a key as one gate keeps them, and who waits for them. */
export type Key = {
  organizationId: OrganizationId;
  keyId: KeyId;
  limits: Limits;
  shares: Share[];
  /** When the quota's period ends. */
  ends: number;
  usedAt: number;
  waiters: Waiter[];
};

export const isNew = ({ shares }: Key) => shares.some((share) => !share.known);

/** The same key with these limits: of those it had before, what was spent stays spent. */
export function limitedBy(
  key: Omit<Key, "limits" | "ends" | "usedAt">,
  limits: Limits,
  at: number,
  now: number,
): Key {
  const gauges = gaugesOf(limits, now);
  const shares = gauges.map(
    (gauge) =>
      key.shares.find((share) => share.gauge.slot === gauge.slot)?.regauge(gauge) ??
      new Share(gauge, at),
  );
  const ends = gauges.find(({ rate }) => rate === 0)?.ends ?? Number.POSITIVE_INFINITY;
  return Object.assign(key, { limits, shares, ends, usedAt: at });
}

/** Whether every limit lets `cost` units pass; null: only the table can tell. */
export function fits(key: Key, cost: number, at: number, company: Company): boolean | null {
  let all: boolean | null = true;
  for (const share of key.shares) {
    share.advance(at, company);
    const passes = share.fits(cost, company);
    if (passes === false) return false;
    if (passes === null) all = null;
  }
  return all;
}
