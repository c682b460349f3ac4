import "server-only";
import { and, desc, eq, gt, isNotNull, isNull, lt, lte, or } from "drizzle-orm";
import { listOrganizationsOf } from "@/db/lookup";
import { memberships, organizations, sessions, signInThrottles, users } from "@/db/schema";
import { type Transaction, transactOutside, transactSystem } from "@/db/transact";
import { recordAudit } from "@/lib/audit/record";
import { notFound } from "@/lib/errors";
import { isId, newId, type SessionId, type UserId } from "@/lib/ids";
import { type MemberActor, makeActor, type Origin } from "./actor";

const minute = 60_000;
const day = 24 * 60 * minute;
/** A session ends after 8 hours without a request, and after 7 days in any case. */
export const idleTimeout = 8 * 60 * minute;
export const absoluteTimeout = 7 * day;

/** A user with a live session, in no organization yet. Made by `findSession` only. */
export type SignedIn = {
  userId: UserId;
  sessionId: SessionId;
  name: string;
  email: string;
  origin: Origin;
};

/** A session as its user sees it. Times are RFC 3339 UTC. */
export type SessionSummary = {
  id: SessionId;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  network: string | null;
  userAgent: string | null;
};

const isLive = (now: Date) =>
  and(
    isNull(sessions.endedAt),
    gt(sessions.expiresAt, now),
    gt(sessions.lastSeenAt, new Date(now.getTime() - idleTimeout)),
  );

/** The user of a live session; notes at most once a minute that it was seen. */
export async function findSession(sessionId: unknown, origin: Origin): Promise<SignedIn | null> {
  if (!isId("ses", sessionId)) return null;
  const now = new Date();
  return transactOutside(async (tx) => {
    const [row] = await tx
      .select({
        userId: users.id,
        name: users.name,
        email: users.email,
        lastSeenAt: sessions.lastSeenAt,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, sessionId), isLive(now)));
    if (!row) return null;
    const { lastSeenAt, ...user } = row;
    if (now.getTime() - lastSeenAt.getTime() > minute) {
      await tx
        .update(sessions)
        .set({ lastSeenAt: now })
        .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
    }
    return { ...user, sessionId, origin };
  });
}

/** Whether the session goes on, without noting that it was seen. */
export async function isSessionLive(sessionId: SessionId): Promise<boolean> {
  const [row] = await transactOutside((tx) =>
    tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.id, sessionId), isLive(new Date()))),
  );
  return row !== undefined;
}

/**
 * A fresh session, with its event in every organization of the user. `work` runs in the same
 * transaction.
 */
export async function startSession(
  user: { id: UserId; name: string; email: string },
  origin: Origin,
  work?: (tx: Transaction) => Promise<void>,
): Promise<SessionId> {
  const sessionId = newId("ses");
  const signedIn = { userId: user.id, sessionId, name: user.name, email: user.email, origin };
  await everywhere(signedIn, async (tx) => {
    await tx.insert(sessions).values({
      id: sessionId,
      userId: user.id,
      expiresAt: new Date(Date.now() + absoluteTimeout),
      network: origin.network,
      userAgent: origin.userAgent?.slice(0, 500),
    });
    await work?.(tx);
    return { action: "session.started", sessionId };
  });
  return sessionId;
}

/** The user's live sessions, the latest first. */
export async function listSessions(user: SignedIn): Promise<SessionSummary[]> {
  const rows = await transactOutside((tx) =>
    tx
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, user.userId), isLive(new Date())))
      .orderBy(desc(sessions.lastSeenAt))
      .limit(100),
  );
  return rows.map((row) => ({
    id: row.id,
    current: row.id === user.sessionId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    network: row.network,
    userAgent: row.userAgent,
  }));
}

/** Ends one session of the user, from the next request on. Idempotent. Throws 404. */
export async function endSession(user: SignedIn, sessionId: unknown): Promise<void> {
  if (!isId("ses", sessionId)) throw notFound("session");
  await everywhere(user, async (tx) => {
    const mine = and(eq(sessions.id, sessionId), eq(sessions.userId, user.userId));
    const [row] = await tx.select().from(sessions).where(mine).for("update");
    if (!row) throw notFound("session");
    if (row.endedAt) return null;
    await tx.update(sessions).set({ endedAt: new Date() }).where(mine);
    return { action: "session.ended", sessionId };
  });
}

/** Ends every session of the user, this one too. */
export async function endAllSessions(user: SignedIn): Promise<void> {
  await everywhere(user, async (tx) => {
    await tx
      .update(sessions)
      .set({ endedAt: new Date() })
      .where(and(eq(sessions.userId, user.userId), isNull(sessions.endedAt)));
    return { action: "session.ended-everywhere", sessionId: user.sessionId };
  });
}

/** Marks what timed out as ended; forgets sessions 30 days, and failed sign-ins a day, afterwards. */
export async function endExpiredSessions(): Promise<number> {
  const now = new Date();
  const before = (ms: number) => new Date(now.getTime() - ms);
  return transactOutside(async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: now })
      .where(
        and(
          isNull(sessions.endedAt),
          or(lte(sessions.expiresAt, now), lte(sessions.lastSeenAt, before(idleTimeout))),
        ),
      )
      .returning({ id: sessions.id });
    await tx
      .delete(sessions)
      .where(and(isNotNull(sessions.endedAt), lt(sessions.endedAt, before(30 * day))));
    await tx.delete(signInThrottles).where(lt(signInThrottles.lastFailedAt, before(day)));
    return ended.length;
  });
}

/**
 * A user and their sessions belong to no organization, yet each of the user's has to know of what
 * becomes of them: one transaction over all of them, so that no change is without its events. `work`
 * says what happened, if anything.
 */
export async function everywhere(
  user: SignedIn,
  work: (tx: Transaction) => Promise<{ action: string; sessionId: SessionId } | null>,
): Promise<void> {
  const places = await listOrganizationsOf(user.userId);
  await transactSystem(async (tx) => {
    const done = await work(tx);
    if (!done) return;
    const target = { kind: "session", id: done.sessionId, name: user.origin.network ?? "session" };
    for (const place of places) {
      const actor = await memberActor(tx, user, place);
      if (actor) await recordAudit(tx, actor, { action: done.action, target });
    }
  });
}

/** The user as member of that organization, or null where they are none any more. */
export async function memberActor(
  tx: Transaction,
  user: SignedIn,
  { organizationId, memberId }: Awaited<ReturnType<typeof listOrganizationsOf>>[number],
): Promise<MemberActor | null> {
  const [row] = await tx
    .select({ role: memberships.role, organizationSlug: organizations.slug })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.orgId))
    .where(
      and(
        eq(memberships.orgId, organizationId),
        eq(organizations.id, organizationId),
        eq(memberships.id, memberId),
        eq(memberships.userId, user.userId),
        isNull(memberships.removedAt),
        isNull(organizations.deletedAt),
      ),
    );
  return row
    ? makeActor<MemberActor>({ kind: "member", id: memberId, organizationId, ...user, ...row })
    : null;
}
