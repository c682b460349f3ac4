import { ping } from "@/db/client";
import { isLocal, metricsAnswer } from "@/lib/access/metrics";
import { AppError, notFound } from "@/lib/errors";
import type { Metrics } from "@/lib/metrics";
import { type Answer, jsonAnswer, problemAnswer } from "@/lib/problem";
import type { StatusFeeds } from "@/lib/statuses/feeds";
import { isStatusListPath, statusListDoor } from "@/lib/statuses/list-door";
import { openRevocations, revocationsPath, type Stream } from "@/lib/statuses/stream-door";
import { verifyBatchDoor } from "@/lib/verification/batch";
import type { Caller, Door as PublicDoor } from "@/lib/verification/caller";
import { revokeSelfDoor, selfDoor, verifyDoor } from "@/lib/verification/doors";
import { forwardAuthDoor } from "@/lib/verification/forward-auth";
import { introspectDoor } from "@/lib/verification/introspect";
import { isJwksPath, jwksDoor } from "@/lib/verification/jwks";
import { isMetadataPath, metadataDoor } from "@/lib/verification/metadata";
import { revokeTokenDoor } from "@/lib/verification/revoke-token";
import type { Services } from "@/lib/verification/services";

export type State = {
  draining: boolean;
  services: Services;
  feeds: StatusFeeds;
  metrics: Metrics;
  isFresh(): boolean;
};
type Door = (caller: Caller, state: State) => Answer | Promise<Answer | Stream>;
type Route = { method: "GET" | "POST" | "ANY"; door: Door };

const live: Door = ({ origin }) => jsonAnswer({ status: "live" }, origin.requestId);

const ready: Door = async ({ origin }, { draining, isFresh }) => {
  if (!draining && (isFresh() || (await ping())))
    return jsonAnswer({ status: "ready" }, origin.requestId);
  const words = draining ? "The gate is stopping." : "The database does not answer.";
  return problem(new AppError("UNAVAILABLE", words, { retryAfter: 2 }), { origin });
};

const metrics: Door = ({ origin, headers }, { services, metrics }) => {
  const local = isLocal(origin.network, headers.get);
  const asked = { local, authorization: headers.get("authorization"), origin };
  return metricsAnswer(metrics, asked, services.source.token);
};

const shared = (method: Route["method"], door: PublicDoor): Route => ({
  method,
  door: (caller, { services }) => door(caller, services),
});

const revocations: Door = (caller, { services, feeds }) =>
  openRevocations(caller, services.source, feeds);

const statusLists: Door = (caller, { feeds }) => statusListDoor(caller, feeds);

const routes = new Map<string, Route>([
  ["/v1/keys/verify", shared("POST", verifyDoor)],
  ["/v1/keys/verify-batch", shared("POST", verifyBatchDoor)],
  ["/v1/keys/self", shared("GET", selfDoor)],
  ["/v1/keys/self/revoke", shared("POST", revokeSelfDoor)],
  ["/v1/forward-auth", shared("ANY", forwardAuthDoor)],
  ["/v1/introspect", shared("POST", introspectDoor)],
  ["/v1/revoke", shared("POST", revokeTokenDoor)],
  [revocationsPath, { method: "GET", door: revocations }],
  ["/metrics", { method: "GET", door: metrics }],
  ["/health/live", { method: "GET", door: live }],
  ["/health/ready", { method: "GET", door: ready }],
]);

/** Those whose path names an organization. */
const organizationRoutes: { is(path: string): boolean; route: Route }[] = [
  { is: isMetadataPath, route: shared("GET", metadataDoor) },
  { is: isJwksPath, route: shared("GET", jwksDoor) },
  { is: isStatusListPath, route: { method: "GET", door: statusLists } },
];

const routeOf = (path: string) =>
  routes.get(path) ?? organizationRoutes.find(({ is }) => is(path))?.route;

const problem = (error: AppError, { origin }: Pick<Caller, "origin">) =>
  problemAnswer(error, origin.requestId);

/** The door for a method and path: also of those that don't exist. */
export function doorOf(method: string, path: string): Door {
  const route = routeOf(path);
  if (!route) return (caller) => problem(notFound("path at this gate"), caller);
  if (method === route.method || route.method === "ANY") return route.door;
  if (method === "HEAD" && route.method === "GET") return route.door;
  const allow = route.method === "GET" ? "GET, HEAD" : route.method;
  const error = new AppError("METHOD_NOT_ALLOWED", `This path takes ${allow}.`, { allow });
  return (caller) => problem(error, caller);
}
