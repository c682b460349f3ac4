import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { isScope, type Role, rights, roleNames } from "@/lib/access/rights";
import { RefusedError } from "@/lib/errors";

/** The roles that members of the role can't give. */
export const rolesNotGivenBy = (role: Role): Role[] =>
  roleNames.filter(
    (given) => rights[given === "owner" ? "member.edit-owner" : "member.edit"][role] === "none",
  );

/** Nobody gives a role that can do more than they may. Throws 403. */
export function authorizeRole(actor: Actor, role: Role): void {
  if (role === "owner") authorize(actor, "member.edit-owner");
  if (actor.kind !== "token") return;
  const needed = Object.values(rights).filter((right) => right[role] !== "none");
  const lacking = needed.find(
    ({ scope }) => scope !== null && isScope(scope) && !actor.scopes.includes(scope),
  );
  if (!lacking) return;
  throw new RefusedError(
    actor,
    "member.edit",
    `The service token lacks the scope ${lacking.scope}, which the role ${role} has.`,
  );
}
