import type { KeyTraffic } from "@/lib/usage/key-traffic";

const number = (count: number) => count.toLocaleString("en-US");

/** "1,204 requests, 3 of them refused". */
export function trafficWords({ total, refused }: Pick<KeyTraffic, "total" | "refused">): string {
  if (total === 0) return "No requests";
  const requests = total === 1 ? "1 request" : `${number(total)} requests`;
  if (refused === 0) return requests;
  return refused === total
    ? `${requests}, refused`
    : `${requests}, ${number(refused)} of them refused`;
}
