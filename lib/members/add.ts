import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { memberships, userOrganizations, users } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid, RefusedError } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { newId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { assertUnguessable, hashPassword, passwordField } from "./credentials";
import { emailField, emailKey } from "./email";
import { authorizeRole } from "./give-role";
import { type MemberSummary, type MembershipRow, summarizeMember } from "./summary";

const AddMember = z.strictObject({
  email: emailField(),
  name: nameField(),
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`),
  password: passwordField().optional(),
});

type Wish = z.output<typeof AddMember>;
type UserRow = typeof users.$inferSelect;

/**
 * Makes somebody a member; who has no account yet gets one of that name. Accounts are shared by the
 * organizations of an installation, so only its command line gives one a password. Throws 409 (a
 * member already), 422 (fields; a password for an existing account), 403.
 */
export async function addMember(actor: Actor, input: unknown): Promise<MemberSummary> {
  authorize(actor, "member.edit");
  const wish = parse(AddMember, input);
  authorizeRole(actor, wish.role);
  const passwordHash = await hashed(actor, wish);
  return transact(actor, async (tx) => {
    const user = await userFor(tx, wish, passwordHash);
    const row = await join(tx, actor, user, wish);
    await tx
      .insert(userOrganizations)
      .values({ userId: user.id, orgId: row.orgId, memberId: row.id });
    await recordAudit(tx, actor, {
      action: "member.added",
      target: { kind: "member", id: row.id, name: user.name },
      after: { email: user.email, role: row.role },
    });
    return summarizeMember(row, user);
  });
}

async function hashed(actor: Actor, wish: Wish): Promise<string | null> {
  if (wish.password === undefined) return null;
  if (actor.kind !== "system") {
    throw new RefusedError(
      actor,
      "member.edit",
      "Only the command line gives a member a password.",
    );
  }
  assertUnguessable(wish.password, [wish.name, wish.email]);
  return hashPassword(wish.password);
}

async function userFor(tx: Transaction, wish: Wish, passwordHash: string | null): Promise<UserRow> {
  const key = emailKey(wish.email);
  const [made] = await tx
    .insert(users)
    .values({ id: newId("usr"), email: wish.email, emailKey: key, name: wish.name, passwordHash })
    .onConflictDoNothing({ target: users.emailKey })
    .returning();
  if (made) return made;
  if (passwordHash !== null) {
    throw invalid(
      "password",
      "There is an account with this e-mail address: leave the password out.",
    );
  }
  const [known] = await tx.select().from(users).where(eq(users.emailKey, key));
  if (!known) throw new Error("the account vanished");
  return known;
}

/** A membership, or the former one again: what it did stays under one id. */
async function join(
  tx: Transaction,
  actor: Actor,
  user: UserRow,
  { role }: Wish,
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
  if (made) return made;
  const theirs = and(eq(memberships.orgId, actor.organizationId), eq(memberships.userId, user.id));
  const [former] = await tx.select().from(memberships).where(theirs).for("update");
  if (!former?.removedAt) throw conflict(`${user.email} is a member already.`, "email");
  const [back] = await tx
    .update(memberships)
    .set({ role, removedAt: null, revision: sql`${memberships.revision} + 1` })
    .where(theirs)
    .returning();
  if (!back) throw new Error("the membership vanished under its lock");
  return back;
}
