import { ping } from "@/db/client";
import { AppError, notFound } from "@/lib/errors";
import { type Answer, jsonAnswer, problemAnswer } from "@/lib/problem";
import { type Caller, selfDoor, verifyDoor } from "@/lib/verification/doors";
import type { Services } from "@/lib/verification/services";

export type State = { draining: boolean; services: Services };
type Door = (caller: Caller, state: State) => Answer | Promise<Answer>;

const live: Door = ({ origin }) => jsonAnswer({ status: "live" }, origin.requestId);

const ready: Door = async ({ origin }, { draining }) => {
  if (!draining && (await ping())) return jsonAnswer({ status: "ready" }, origin.requestId);
  const words = draining ? "The gate is stopping." : "The database does not answer.";
  return problem(new AppError("UNAVAILABLE", words, { retryAfter: 2 }), { origin });
};

const routes = new Map<string, { method: "GET" | "POST"; door: Door }>([
  [
    "/v1/keys/verify",
    { method: "POST", door: (caller, { services }) => verifyDoor(caller, services) },
  ],
  ["/v1/keys/self", { method: "GET", door: selfDoor }],
  ["/health/live", { method: "GET", door: live }],
  ["/health/ready", { method: "GET", door: ready }],
]);

const problem = (error: AppError, { origin }: Pick<Caller, "origin">) =>
  problemAnswer(error, origin.requestId);

/** The door for a method and path: also of those that don't exist. */
export function doorOf(method: string, path: string): Door {
  const route = routes.get(path);
  if (!route) return (caller) => problem(notFound("path at this gate"), caller);
  if (method === route.method) return route.door;
  if (method === "HEAD" && route.method === "GET") return route.door;
  const allow = route.method === "GET" ? "GET, HEAD" : route.method;
  const error = new AppError("METHOD_NOT_ALLOWED", `This path takes ${allow}.`, { allow });
  return (caller) => problem(error, caller);
}
