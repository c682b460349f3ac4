import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { Plan, Present } from "./plan";

/**
 * Throws 403 where an endpoint would go or not require its sensitive permission any more, or a
 * sensitive permission would go, and the actor may grant none such.
 */
export function expectMayOpen(
  actor: Actor,
  { permissions, endpoints }: Pick<Present, "permissions" | "endpoints">,
  { changed, removed }: Plan,
): void {
  const sensitive = new Set<string | null>(
    permissions.flatMap((it) => (it.sensitive ? [it.id] : [])),
  );
  for (const { id, permissionId } of endpoints) if (sensitive.has(permissionId)) sensitive.add(id);
  const opens =
    changed.some(({ id, after }) => "permission" in after && sensitive.has(id)) ||
    removed.some(({ id }) => sensitive.has(id));
  if (opens) authorize(actor, "grant.sensitive");
}
