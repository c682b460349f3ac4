import { and, count, eq, isNull } from "drizzle-orm";
import { memberships, organizations, users } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { conflict, notFound } from "@/lib/errors";
import { isId } from "@/lib/ids";
import type { MembershipRow } from "./summary";

export type Member = MembershipRow & { name: string; email: string };

/**
 * A present member, for a change of who has which role: changes of one organization wait for each
 * other until the transaction ends. Throws 404.
 */
export async function lockMember(tx: Transaction, actor: Actor, id: unknown): Promise<Member> {
  if (!isId("mem", id)) throw notFound("member");
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId))
    .for("update");
  const [row] = await tx
    .select({ member: memberships, name: users.name, email: users.email })
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
  return { ...row.member, name: row.name, email: row.email };
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
