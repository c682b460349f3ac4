import { and, eq, sql } from "drizzle-orm";
import { memberships, userOrganizations, type users } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { Role } from "@/lib/access/rights";
import { conflict } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { announce } from "@/lib/verification/announce";
import type { Member } from "./find";
import type { MembershipRow } from "./summary";

type User = Pick<typeof users.$inferSelect, "id" | "name" | "email">;

/** Makes the user a member; a former one comes back under their id. Throws 409 for a present one. */
export async function join(tx: Transaction, actor: Actor, user: User, role: Role): Promise<Member> {
  const row = await membershipOf(tx, actor, user, role);
  await tx
    .insert(userOrganizations)
    .values({ userId: user.id, orgId: row.orgId, memberId: row.id });
  return { ...row, name: user.name, email: user.email };
}

async function membershipOf(
  tx: Transaction,
  actor: Actor,
  user: User,
  role: Role,
): Promise<MembershipRow> {
  const [made] = await tx
    .insert(memberships)
    .values({
      orgId: actor.organizationId,
      id: newId("mem"),
      userId: user.id,
      role,
      createdBy: actor.id,
    })
    .onConflictDoNothing({ target: [memberships.orgId, memberships.userId] })
    .returning();
  if (made) return announced(tx, actor, made);
  const theirs = and(eq(memberships.orgId, actor.organizationId), eq(memberships.userId, user.id));
  const [former] = await tx.select().from(memberships).where(theirs).for("update");
  if (!former?.removedAt) throw conflict(`${user.email} is a member already.`, "email");
  const [back] = await tx
    .update(memberships)
    .set({ role, removedAt: null, revision: sql`${memberships.revision} + 1` })
    .where(theirs)
    .returning();
  if (!back) throw new Error("the membership vanished under its lock");
  return announced(tx, actor, back);
}

/** Gates remember who the members are, and refuse the keys of anybody else. */
async function announced(
  tx: Transaction,
  actor: Actor,
  member: MembershipRow,
): Promise<MembershipRow> {
  await announce(tx, actor, { kind: "member", id: member.id, revision: member.revision });
  return member;
}
