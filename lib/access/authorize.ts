import { AppError, RefusedError } from "@/lib/errors";
import type { MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import type { Actor, MemberActor, TokenActor } from "./actor";
import { fitsBound, type Reach, type Right, rights, type Scope } from "./rights";

function reach(actor: Actor, right: Right): Reach {
  if (actor.kind === "system") return "all";
  if (actor.kind === "member") return rights[right][actor.role];
  return actor.kind === "token" && holds(actor, rights[right].scope) ? "all" : "none";
}

function holds({ scopes, apiId, environment }: TokenActor, scope: Scope | null): boolean {
  if (scope === null || !scopes.includes(scope)) return false;
  if (apiId !== null) return fitsBound(scope, "api");
  return environment === null || fitsBound(scope, "environment");
}

/** Whether the actor has the right at all, be it on its own applications only. For pages. */
export const can = (actor: Actor, right: Right): boolean => reach(actor, right) !== "none";

/** Whether the right reaches everything in the organization. */
export const canEverywhere = (actor: Actor, right: Right): boolean => reach(actor, right) === "all";

/** Who manages an application: an owner, and the maintainers that the owner chose. */
export type Managed = { ownerId: MemberId; maintainerIds: readonly MemberId[] };

/** Whether the actor has the right on that application. */
export function canOn(actor: Actor, right: Right, application: Managed): boolean {
  const far = reach(actor, right);
  if (far === "all" || far === "none") return far === "all";
  if (actor.id === application.ownerId) return true;
  return far === "own" && application.maintainerIds.some((id) => id === actor.id);
}

/** The first line of every verb. Throws `RefusedError` (403), which its door writes to the audit log. */
export function authorize(actor: Actor, right: Right): void {
  if (!can(actor, right)) refuse(actor, right);
}

/** As `authorize`, for what only a person does. Throws `RefusedError` for machines too. */
export function authorizeMember(actor: Actor, right: Right): MemberActor {
  authorize(actor, right);
  return actor.kind === "member" ? actor : refuse(actor, right);
}

/** After the application is read: a developer's right may reach only what they own or maintain. */
export function authorizeOn(actor: Actor, right: Right, application: Managed): void {
  if (!canOn(actor, right, application)) refuse(actor, right);
}

/** A service token bound to an environment handles the keys of no other. */
export function authorizeIn(actor: Actor, right: Right, environment: Environment): void {
  if (actor.kind !== "token" || !actor.environment || actor.environment === environment) return;
  throw new RefusedError(
    actor,
    right,
    `The service token is bound to ${actor.environment}: it handles no key of ${environment}.`,
  );
}

/** Throws `RefusedError` in the words that fit the actor. */
export function refuse(actor: Actor, right: Right): never {
  throw new RefusedError(actor, right, refusal(actor, right));
}

function refusal(actor: Actor, right: Right): string {
  if (actor.kind === "token") {
    const { scope } = rights[right];
    if (scope === null) return "A service token may not do this; a member must.";
    return actor.scopes.includes(scope)
      ? `A service token bound to an ${actor.apiId === null ? "environment" : "API"} can't use the scope ${scope}.`
      : `The service token lacks the scope ${scope}.`;
  }
  const far = reach(actor, right);
  if (far === "own") {
    return "You may do this on applications that you own or maintain. Ask the application's owner or an admin.";
  }
  if (far === "owned") {
    return "You may do this on applications that you own. Ask the application's owner or an admin.";
  }
  return "Your role may not do this. Ask an owner or admin of the organization.";
}

export const unauthenticated = (message: string) => new AppError("UNAUTHENTICATED", message);
