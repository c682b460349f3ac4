import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import {
  memberships,
  organizationSlugs,
  organizations,
  setupLinks,
  userOrganizations,
  users,
} from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import { makeActor, type Origin, type SystemActor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { AppError, conflict } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { type MemberId, newId, type OrganizationId, type UserId } from "@/lib/ids";
import { assertUnguessable, hashPassword, passwordField } from "@/lib/members/credentials";
import { emailField, emailKey } from "@/lib/members/email";
import { slugField } from "@/lib/organizations/slug";
import { parse } from "@/lib/parse";
import { hasUsers, setupTokenHash } from "./setup-link";

export const SetUp = z.strictObject({
  organization: nameField(),
  slug: slugField(),
  name: nameField(),
  email: emailField(),
  password: passwordField(),
});

/** The token of the set-up link, or the command line on the machine itself. */
export type SetUpProof = { token: string } | "command-line";

export type SetUpResult = {
  organizationId: OrganizationId;
  slug: string;
  userId: UserId;
  memberId: MemberId;
};

/**
 * Makes the first user and organization, once, on an empty installation. It has no actor: there is
 * nobody yet, and the proof stands in. Throws 409 once set up, 403 for a link that isn't valid, 422.
 */
export async function setUp(
  input: unknown,
  origin: Origin,
  proof: SetUpProof,
): Promise<SetUpResult> {
  const wish = parse(SetUp, input);
  assertUnguessable(wish.password, [wish.name, wish.email, wish.organization, wish.slug]);
  const actor = makeActor<SystemActor>({
    kind: "system",
    id: "set-up",
    name: "Set-up",
    organizationId: newId("org"),
    origin,
  });
  return transact(actor, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('portcullis set-up'))`);
    if (await hasUsers(tx)) throw conflict("Portcullis is already set up. Sign in instead.");
    if (proof !== "command-line") await redeem(tx, proof.token);
    const { organizationId } = actor;
    const user = { id: newId("usr"), name: wish.name, email: wish.email };
    const memberId = newId("mem");
    await tx.insert(users).values({
      ...user,
      emailKey: emailKey(user.email),
      passwordHash: await hashPassword(wish.password),
    });
    await tx
      .insert(organizations)
      .values({ id: organizationId, slug: wish.slug, name: wish.organization });
    await tx.insert(organizationSlugs).values({ slug: wish.slug, orgId: organizationId });
    await tx
      .insert(memberships)
      .values({ orgId: organizationId, id: memberId, userId: user.id, role: "owner" });
    await tx.insert(userOrganizations).values({ userId: user.id, orgId: organizationId, memberId });
    await recordAudit(tx, actor, {
      action: "organization.created",
      target: { kind: "organization", id: organizationId, name: wish.organization },
      after: { name: wish.organization, slug: wish.slug, owner: memberId, email: user.email },
    });
    return { organizationId, slug: wish.slug, userId: user.id, memberId };
  });
}

async function redeem(tx: Transaction, token: string): Promise<void> {
  const used = await tx
    .update(setupLinks)
    .set({ usedAt: new Date() })
    .where(and(eq(setupLinks.tokenHash, setupTokenHash(token)), isNull(setupLinks.usedAt)))
    .returning({ createdAt: setupLinks.createdAt });
  if (used.length === 0) {
    throw new AppError(
      "FORBIDDEN",
      "This set-up link is not valid any more. Restart Portcullis: it prints a new one.",
    );
  }
}
