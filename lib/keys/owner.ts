import { and, eq, isNull } from "drizzle-orm";
import { memberships } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, canEverywhere } from "@/lib/access/authorize";
import { conflict, invalid, RefusedError } from "@/lib/errors";
import type { MemberId } from "@/lib/ids";
import type { KeyRow } from "./summary";

/**
 * That the actor may give a key to that owner, null for the application itself. Throws 403 where the
 * actor may only name itself, 422 at `path` for no present member, or an auditor.
 */
export async function expectOwner(
  tx: Transaction,
  actor: Actor,
  ownerId: MemberId | null,
  path = "ownerId",
): Promise<void> {
  if (ownerId !== actor.id) authorize(actor, "key.transfer");
  if (ownerId === null) return;
  const [member] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, ownerId),
        isNull(memberships.removedAt),
      ),
    )
    .for("share");
  if (!member) throw invalid(path, "Nobody with this id is a member of the organization.");
  if (member.role === "auditor") throw invalid(path, "An auditor owns no key: choose another.");
}

/** The role of its owner may reach further than that of who would get more out of it. Throws 403. */
export function expectOwn(actor: Actor, { ownerId }: KeyRow, words: string): void {
  if (ownerId === actor.id || canEverywhere(actor, "key.create")) return;
  throw new RefusedError(actor, "key.create", words);
}

/**
 * Holds the owner as a member until the transaction ends; false where they have left. Called before
 * an application or a key is locked: who takes a member out locks these after the member.
 */
export async function holdOwner(
  tx: Transaction,
  actor: Actor,
  ownerId: MemberId | null,
): Promise<boolean> {
  if (ownerId === null) return true;
  const held = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, ownerId),
        isNull(memberships.removedAt),
      ),
    )
    .for("share");
  return held.length > 0;
}

/** As `holdOwner`, of who owns a key that is made now. Throws 409 where they have left. */
export async function expectPresent(
  tx: Transaction,
  actor: Actor,
  ownerId: MemberId | null,
): Promise<void> {
  if (await holdOwner(tx, actor, ownerId)) return;
  throw conflict("The key's owner has left the organization. Choose another owner first.");
}
