import { areWithin } from "./networks";
import type { KeyRow } from "./summary";

type Wanted = Pick<
  KeyRow,
  "permissions" | "allowedNetworks" | "allowedOrigins" | "notBefore" | "expiresAt"
>;

const among = (list: readonly string[], others: readonly string[]) =>
  list.every((one) => others.includes(one));

/** Whether a restriction is lifted, or changed and no longer `within` what it was. */
const grows = <T>(before: T | null, wanted: T | null, within: (wanted: T, before: T) => boolean) =>
  before !== null && before !== wanted && (wanted === null || !within(wanted, before));

/** Whether a key could be used for more, from more places, earlier or longer than before. */
export const widens = (before: Wanted, wanted: Wanted): boolean =>
  grows(before.permissions, wanted.permissions, among) ||
  grows(before.allowedNetworks, wanted.allowedNetworks, areWithin) ||
  grows(before.allowedOrigins, wanted.allowedOrigins, among) ||
  grows(before.notBefore, wanted.notBefore, (is, was) => is >= was) ||
  grows(before.expiresAt, wanted.expiresAt, (is, was) => is <= was);
