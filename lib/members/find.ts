import { and, count, eq, getTableColumns, isNull } from "drizzle-orm";
import { memberships, users } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { conflict, invalid, notFound } from "@/lib/errors";
import { isId, type MemberId } from "@/lib/ids";
import { findOrganization } from "@/lib/organizations/find";
import type { MembershipRow } from "./summary";

export type Member = MembershipRow & { name: string; email: string };

/** What makes a `Member`, for a query on `memberships` joined with `users`. */
export const memberColumns = {
  ...getTableColumns(memberships),
  name: users.name,
  email: users.email,
};

/** A present member. Throws 404. */
export async function findMember(tx: Transaction, actor: Actor, id: unknown): Promise<Member> {
  if (!isId("mem", id)) throw notFound("member");
  const [row] = await tx
    .select(memberColumns)
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, id),
        isNull(memberships.removedAt),
      ),
    );
  if (!row) throw notFound("member");
  return row;
}

/**
 * Until the transaction ends, nobody else changes who has which role in the organization. Throws
 * 404 where it was deleted or the actor was removed, 409 where they were given another role: whoever
 * came first did so while this request was under way.
 */
export async function lockMembers(tx: Transaction, actor: Actor): Promise<void> {
  await findOrganization(tx, actor, "no key update");
  if (actor.kind !== "member") return;
  const [self] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, actor.id),
        isNull(memberships.removedAt),
      ),
    );
  if (!self) throw notFound("organization");
  if (self.role !== actor.role) throw conflict("Your own role was changed meanwhile. Try again.");
}

/** A present member, for a change of who has which role. Throws 404. */
export async function lockMember(tx: Transaction, actor: Actor, id: unknown): Promise<Member> {
  await lockMembers(tx, actor);
  return findMember(tx, actor, id);
}

/** Throws 409 where the member, which must be locked, is the only owner. */
export async function expectAnotherOwner(
  tx: Transaction,
  actor: Actor,
  member: MembershipRow,
): Promise<void> {
  if (member.role !== "owner") return;
  const [owners] = await tx
    .select({ count: count() })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.role, "owner"),
        isNull(memberships.removedAt),
      ),
    );
  if ((owners?.count ?? 0) > 1) return;
  throw conflict("An organization always has an owner. Make somebody else an owner first.");
}

/**
 * Who takes over what a leaving member owned, held as a member until the transaction ends. Throws
 * 422 at `path` for nobody present, the member themself, or an auditor.
 */
export async function findHeir(
  tx: Transaction,
  actor: Actor,
  leaving: Member,
  id: MemberId,
  path: string,
): Promise<MembershipRow> {
  const [heir] = await tx
    .select()
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, id),
        isNull(memberships.removedAt),
      ),
    )
    .for("share");
  if (!heir || heir.id === leaving.id) {
    throw invalid(path, "Nobody else with this id is a member of the organization.");
  }
  if (heir.role === "auditor") throw invalid(path, "An auditor changes nothing: choose another.");
  return heir;
}
