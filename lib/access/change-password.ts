import "server-only";
import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { sessions, users } from "@/db/schema";
import { transactOutside } from "@/db/transact";
import { invalid, notFound } from "@/lib/errors";
import {
  assertUnguessable,
  hashPassword,
  passwordField,
  verifyPassword,
} from "@/lib/members/credentials";
import { parse } from "@/lib/parse";
import { everywhere, type SignedIn } from "./sessions";
import { countTry, forgiveTry } from "./throttle";

const ChangePassword = z.strictObject({
  current: z
    .string("Enter your present password.")
    .min(1, "Enter your present password.")
    .max(5000),
  password: passwordField(),
});

/**
 * Gives the signed-in user another password and ends their other sessions. Throws 422 (also for a
 * wrong present password), 429 after too many tries.
 */
export async function changePassword(user: SignedIn, input: unknown): Promise<void> {
  const { current, password } = parse(ChangePassword, input);
  const attempt = await countTry(user.email, user.origin.network, true);
  const [row] = await transactOutside((tx) =>
    tx.select({ hash: users.passwordHash }).from(users).where(eq(users.id, user.userId)),
  );
  if (!row) throw notFound("account");
  if (!(await verifyPassword(row.hash, current))) {
    throw invalid("current", "This is not your present password.");
  }
  assertUnguessable(password, [user.name, user.email]);
  if (current.normalize("NFC") === password) {
    throw invalid("password", "This is your present password. Choose another.");
  }
  const passwordHash = await hashPassword(password);
  await everywhere(user, async (tx) => {
    await forgiveTry(tx, attempt);
    const mine = row.hash === null ? isNull(users.passwordHash) : eq(users.passwordHash, row.hash);
    const changed = await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, user.userId), mine))
      .returning({ id: users.id });
    if (changed.length === 0) throw invalid("current", "This is not your present password.");
    await tx
      .update(sessions)
      .set({ endedAt: new Date() })
      .where(
        and(
          eq(sessions.userId, user.userId),
          ne(sessions.id, user.sessionId),
          isNull(sessions.endedAt),
        ),
      );
    return { action: "password.changed", sessionId: user.sessionId };
  });
}
