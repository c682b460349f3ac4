import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import {
  auditEvents,
  memberships,
  sessions,
  signInThrottles,
  userOrganizations,
} from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactOutside } from "@/db/transact";
import { newId, type SessionId } from "@/lib/ids";
import { listMyOrganizations } from "@/lib/organizations/list-mine";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import type { MemberActor } from "./actor";
import { sessionActor } from "./member";
import {
  endAllSessions,
  endExpiredSessions,
  endSession,
  findSession,
  idleTimeout,
  listSessions,
  type SignedIn,
  startSession,
} from "./sessions";

testDatabase();

const origin = { requestId: newId("req"), network: "203.0.113.7", userAgent: "test" };
let home: MintedOrganization;
let other: MintedOrganization;

beforeAll(async () => {
  home = await mintOrganization();
  other = await mintOrganization();
});

async function signedIn({ userId, name, email }: MemberActor): Promise<SignedIn> {
  const user = await findSession(await startSession({ id: userId, name, email }, origin), origin);
  if (!user) throw new Error("no session");
  return user;
}

const alter = (id: SessionId, values: Partial<typeof sessions.$inferInsert>) =>
  transactOutside((tx) => tx.update(sessions).set(values).where(eq(sessions.id, id)));

const ago = (ms: number) => new Date(Date.now() - ms);

const actions = (actor: MemberActor, sessionId: string) =>
  transact(actor, async (tx) => {
    const rows = await tx
      .select({ action: auditEvents.action, by: auditEvents.actorId })
      .from(auditEvents)
      .where(and(eq(auditEvents.orgId, actor.organizationId), eq(auditEvents.targetId, sessionId)))
      .orderBy(auditEvents.id);
    expect(rows.every((row) => row.by === actor.id)).toBe(true);
    return rows.map((row) => row.action);
  });

describe("a session", () => {
  it("makes an actor with the role of the membership, and leaves its event", async () => {
    const user = await signedIn(home.auditor);
    const actor = await sessionActor(user, home.slug);
    expect(actor).toMatchObject({ kind: "member", id: home.auditor.id, role: "auditor", origin });
    expect(actor.organizationId).toBe(home.id);
    expect(await actions(home.auditor, user.sessionId)).toEqual(["session.started"]);
    expect(await listMyOrganizations(user.userId)).toEqual([
      { slug: home.slug, name: home.name, role: "auditor" },
    ]);
  });

  it("answers alike for a stranger's organization and for one that doesn't exist", async () => {
    const user = await signedIn(home.owner);
    const failure = (slug: string) =>
      sessionActor(user, slug).catch((e) => ({ ...e, text: `${e}` }));
    const foreign = await failure(other.slug);
    expect(foreign).toMatchObject({ code: "NOT_FOUND" });
    expect(await failure("nowhere-at-all")).toEqual(foreign);
    expect(await failure("")).toEqual(foreign);
  });

  it("ended by its user holds from the next request, and is told once", async () => {
    const user = await signedIn(home.developer);
    await endSession(user, user.sessionId);
    await endSession(user, user.sessionId);
    const next = await findSession(user.sessionId, origin);
    await expect(sessionActor(next, home.slug)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await actions(home.developer, user.sessionId)).toEqual([
      "session.started",
      "session.ended",
    ]);
  });

  it("of somebody else can't be ended, nor told from one that doesn't exist", async () => {
    const [mine, theirs] = [await signedIn(home.owner), await signedIn(home.admin)];
    for (const id of [theirs.sessionId, newId("ses"), "nonsense", undefined]) {
      await expect(endSession(mine, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await findSession(theirs.sessionId, origin)).not.toBeNull();
  });

  it("ends everywhere at once", async () => {
    const [one, two] = [await signedIn(other.owner), await signedIn(other.owner)];
    const stranger = await signedIn(other.admin);
    expect((await listSessions(one)).map((s) => [s.id, s.current])).toEqual(
      expect.arrayContaining([
        [one.sessionId, true],
        [two.sessionId, false],
      ]),
    );
    await endAllSessions(two);
    expect(await findSession(one.sessionId, origin)).toBeNull();
    expect(await findSession(two.sessionId, origin)).toBeNull();
    expect(await findSession(stranger.sessionId, origin)).not.toBeNull();
    expect(await actions(other.owner, two.sessionId)).toContain("session.ended-everywhere");
  });

  it("of a removed member opens nothing from the next request", async () => {
    const user = await signedIn(other.developer);
    const { organizationId: orgId, id } = await sessionActor(user, other.slug);
    await transact({ organizationId: orgId }, (tx) =>
      tx
        .update(memberships)
        .set({ removedAt: new Date() })
        .where(and(eq(memberships.orgId, orgId), eq(memberships.id, id))),
    );
    await expect(sessionActor(user, other.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await transactOutside((tx) =>
      tx.delete(userOrganizations).where(eq(userOrganizations.userId, user.userId)),
    );
    await expect(sessionActor(user, other.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listMyOrganizations(user.userId)).toEqual([]);
  });

  it("times out when idle and when old, and its use is noted at most once a minute", async () => {
    const user = await signedIn(home.owner);
    const seen = async () =>
      (await listSessions(user)).find((session) => session.current)?.lastSeenAt;
    const [before] = [await seen()];
    await findSession(user.sessionId, origin);
    expect(await seen()).toBe(before);
    await alter(user.sessionId, { lastSeenAt: ago(idleTimeout - 5000) });
    expect(await findSession(user.sessionId, origin)).not.toBeNull();
    expect(Date.parse((await seen()) ?? "")).toBeGreaterThan(Date.now() - 10_000);
    await alter(user.sessionId, { lastSeenAt: ago(idleTimeout + 1) });
    expect(await findSession(user.sessionId, origin)).toBeNull();
    await alter(user.sessionId, { lastSeenAt: new Date(), expiresAt: ago(1) });
    expect(await findSession(user.sessionId, origin)).toBeNull();
  });

  it.each(["", "ses_", "ses_00000000000000000000000000", "usr_x", null, {}, "\0"])(
    "is not made by %j",
    async (id) => expect(await findSession(id, origin)).toBeNull(),
  );
});

it("what timed out is ended, what is long over forgotten", async () => {
  const [idle, old, gone, live] = [
    await signedIn(home.owner),
    await signedIn(home.owner),
    await signedIn(home.owner),
    await signedIn(home.owner),
  ];
  await endExpiredSessions();
  await alter(idle.sessionId, { lastSeenAt: ago(idleTimeout + 1) });
  await alter(old.sessionId, { expiresAt: ago(1) });
  await alter(gone.sessionId, { endedAt: ago(31 * 24 * 3_600_000) });
  await transactOutside((tx) =>
    tx.insert(signInThrottles).values([
      { subject: "old", failures: 9, lastFailedAt: ago(25 * 3_600_000) },
      { subject: "new", failures: 9 },
    ]),
  );
  expect(await endExpiredSessions()).toBe(2);
  expect(await endExpiredSessions()).toBe(0);
  const ids = await transactOutside((tx) => tx.select({ id: sessions.id }).from(sessions));
  expect(ids.map((row) => row.id)).toContain(idle.sessionId);
  expect(ids.map((row) => row.id)).not.toContain(gone.sessionId);
  expect(await findSession(live.sessionId, origin)).not.toBeNull();
  const kept = await transactOutside((tx) => tx.select().from(signInThrottles));
  expect(kept.map((row) => row.subject)).toEqual(["new"]);
});
