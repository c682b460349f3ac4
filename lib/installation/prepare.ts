import "server-only";
import { randomBytes } from "node:crypto";
import { isNull } from "drizzle-orm";
import { inspectDatabase } from "@/db/inspect";
import { setupLinks } from "@/db/schema";
import { transactOutside } from "@/db/transact";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { prepareSecrets } from "@/lib/secrets/installation";
import { hasUsers, setupTokenHash } from "./setup-link";

/**
 * Makes what a start needs: the installation's secrets and, while there is no user, a fresh one-time
 * set-up link in place of the former. The token stands behind #, so that no server logs it.
 */
export async function prepareInstallation(): Promise<{ setupUrl?: string }> {
  await prepareSecrets();
  await warnOfPowerfulRole();
  return transactOutside(async (tx) => {
    await tx.delete(setupLinks).where(isNull(setupLinks.usedAt));
    if (await hasUsers(tx)) return {};
    const token = randomBytes(32).toString("base64url");
    await tx.insert(setupLinks).values({ tokenHash: setupTokenHash(token) });
    return { setupUrl: `${env().PUBLIC_URL}/setup#${token}` };
  });
}

/** Whom row-level security does not hold, nothing but our own conditions keeps within one organization. */
async function warnOfPowerfulRole(): Promise<void> {
  const { role } = await inspectDatabase();
  if (!role.superuser && !role.bypassesRowSecurity) return;
  log.warn(
    { role: role.name },
    `Row-level security does not hold the role of DATABASE_URL: it is ${role.superuser ? "a superuser" : "one with BYPASSRLS"}. Run Portcullis as an ordinary role, and migrate as the owner by DATABASE_OWNER_URL.`,
  );
}
