import { eq } from "drizzle-orm";
import { z } from "zod";
import { userOrganizations, users } from "@/db/schema";
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
import { lockMembers } from "./find";
import { authorizeRole } from "./give-role";
import { join } from "./join";
import { summarizeMember } from "./summarize";
import type { MemberSummary } from "./summary";

export const AddMember = z.strictObject({
  email: emailField(),
  name: nameField(),
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`),
  password: passwordField().optional(),
});

type Wish = z.output<typeof AddMember>;
type UserRow = typeof users.$inferSelect;

/**
 * Makes somebody a member; who has no account yet gets one of that name. Accounts are shared by the
 * organizations of an installation, so only its command line gives one a password, or takes in one
 * that has a password or is a member elsewhere. Throws 409 (a member already; such an account), 422
 * (fields; a password for an existing account), 403.
 */
export async function addMember(actor: Actor, input: unknown): Promise<MemberSummary> {
  authorize(actor, "member.edit");
  const wish = parse(AddMember, input);
  authorizeRole(actor, wish.role);
  const passwordHash = await hashed(actor, wish);
  return transact(actor, async (tx) => {
    await lockMembers(tx, actor);
    const user = await userFor(tx, actor, wish, passwordHash);
    const member = await join(tx, actor, user, wish.role);
    await recordAudit(tx, actor, {
      action: "member.added",
      target: { kind: "member", id: member.id, name: member.name },
      after: { email: member.email, role: member.role },
    });
    return summarizeMember(tx, actor, member);
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

async function userFor(
  tx: Transaction,
  actor: Actor,
  wish: Wish,
  passwordHash: string | null,
): Promise<UserRow> {
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
  if (actor.kind !== "system" && (await isTheirs(tx, actor, known))) {
    throw conflict("There is an account with this e-mail address. Invite them instead.", "email");
  }
  return known;
}

/** Whether the account is somebody's who is no member here, and has to agree to become one. */
async function isTheirs(tx: Transaction, actor: Actor, user: UserRow): Promise<boolean> {
  const places = await tx
    .select({ orgId: userOrganizations.orgId })
    .from(userOrganizations)
    .where(eq(userOrganizations.userId, user.id));
  if (places.some(({ orgId }) => orgId === actor.organizationId)) return false;
  return user.passwordHash !== null || places.length > 0;
}
