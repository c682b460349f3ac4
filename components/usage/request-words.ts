import { exactNumber } from "@/components/ui/number-words";
import type { UsageTotals } from "@/lib/usage/summary";

/** "1,204 requests, 3 of them refused". */
export function requestWords({ total, refused }: UsageTotals): string {
  if (total === 0) return "No requests";
  const requests = total === 1 ? "1 request" : `${exactNumber(total)} requests`;
  if (refused === 0) return requests;
  return refused === total
    ? `${requests}, refused`
    : `${requests}, ${exactNumber(refused)} of them refused`;
}
