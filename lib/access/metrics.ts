import ipaddr from "ipaddr.js";
import { failureOf } from "@/lib/failure";
import type { Metrics } from "@/lib/metrics";
import { type Answer, problemAnswer } from "@/lib/problem";
import type { Origin } from "./actor";
import { bearer } from "./bearer";

const forwarding = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-original-uri",
  "x-real-ip",
];

/** Whether somebody on this machine asks for itself: no proxy in somebody's name. */
export function isLocal(
  network: string | null | undefined,
  header: (name: string) => unknown,
): boolean {
  if (!network || !ipaddr.isValid(network)) return false;
  if (ipaddr.process(network).range() !== "loopback") return false;
  return forwarding.every((name) => (header(name) ?? null) === null);
}

type Asked = { local: boolean; authorization: string | null | undefined; origin: Origin };
type Token = (credential: string | null, origin: Origin) => unknown;

/**
 * `GET /metrics`: told to this machine, and to who shows a service token, whatever its scopes;
 * `token` makes its actor. Never throws.
 */
export async function metricsAnswer(
  metrics: Metrics,
  { local, authorization, origin }: Asked,
  token: Token,
): Promise<Answer> {
  const { requestId } = origin;
  try {
    if (!local) await token(bearer(authorization), origin);
  } catch (error) {
    return problemAnswer(await failureOf(error, requestId), requestId);
  }
  const headers = {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
    "x-request-id": requestId,
  };
  return { status: 200, headers, body: metrics.text() };
}
