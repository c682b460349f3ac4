import "server-only";
import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { listOrganizationsOf } from "@/db/lookup";
import { sessions, users } from "@/db/schema";
import { type Transaction, transact, transactOutside } from "@/db/transact";
import { recordAudit } from "@/lib/audit/record";
import type { AppError } from "@/lib/errors";
import { newId, type SessionId } from "@/lib/ids";
import { log } from "@/lib/log";
import { verifyPassword } from "@/lib/members/credentials";
import { emailKey } from "@/lib/members/email";
import { parse } from "@/lib/parse";
import { makeActor, type Origin, type SystemActor } from "./actor";
import { unauthenticated } from "./authorize";
import { startSession } from "./sessions";
import { countTry, forgiveTry, networkOf } from "./throttle";

const SignIn = z.object({
  email: z
    .string("Enter your e-mail address.")
    .min(1, "Enter your e-mail address.")
    .max(1000, "This is no e-mail address.")
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), "This is no e-mail address."),
  password: z
    .string("Enter your password.")
    .min(1, "Enter your password.")
    .max(5000, "The password is too long."),
});

type User = typeof users.$inferSelect;

/**
 * Proves an e-mail address and password and starts a session. Throws 401 alike for an unknown
 * account and a wrong password, after the same work; 429 after too many tries; 422.
 */
export async function signIn(input: unknown, origin: Origin): Promise<SessionId> {
  const { email, password } = parse(SignIn, input);
  const { user, familiar } = await findUser(email, origin);
  const attempt = await countTry(email, origin.network, familiar);
  if (!(await verifyPassword(user?.passwordHash ?? null, password)) || !user) {
    throw wrong(user, origin);
  }
  return startSession(user, origin, async (tx) => {
    await forgiveTry(tx, attempt);
    if (!(await isPresent(tx, user))) throw wrong(user, origin);
  });
}

function wrong(user: User | undefined, origin: Origin): AppError {
  if (user) void recordRefused(user, origin);
  return unauthenticated("The e-mail address or the password is wrong.");
}

/** Whether the password is still the one that was verified; a change of it waits from here on. */
async function isPresent(tx: Transaction, user: User): Promise<boolean> {
  const [row] = await tx
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, user.id))
    .for("share");
  return row?.passwordHash === user.passwordHash;
}

/** The user, if any, and whether they signed in from this network before. */
async function findUser(email: string, origin: Origin) {
  return transactOutside(async (tx) => {
    const [user] = await tx
      .select()
      .from(users)
      .where(eq(users.emailKey, emailKey(email)));
    const before = await tx
      .select({ network: sessions.network })
      .from(sessions)
      .where(eq(sessions.userId, user?.id ?? newId("usr")))
      .orderBy(desc(sessions.createdAt))
      .limit(100);
    const network = networkOf(origin.network);
    const familiar = before.some((session) => networkOf(session.network) === network);
    return { user, familiar };
  });
}

/**
 * Tells the user's organizations. Nobody waits for it: the answer must take as long for an account
 * that doesn't exist.
 */
async function recordRefused(user: User, origin: Origin): Promise<void> {
  try {
    for (const { organizationId, memberId } of await listOrganizationsOf(user.id)) {
      const actor = makeActor<SystemActor>({
        kind: "system",
        id: "sign-in",
        name: "Sign-in",
        organizationId,
        origin,
      });
      await transact(actor, (tx) =>
        recordAudit(tx, actor, {
          action: "session.refused",
          outcome: "refused",
          target: { kind: "member", id: memberId, name: user.name },
          reason: "The password was wrong.",
        }),
      );
    }
  } catch (error) {
    log.error({ err: error, requestId: origin.requestId }, "a refusal was not recorded");
  }
}
