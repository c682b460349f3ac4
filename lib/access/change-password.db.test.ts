import { setTimeout as pause } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { signInThrottles, users } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transactOutside } from "@/db/transact";
import { newId } from "@/lib/ids";
import { hashPassword } from "@/lib/members/credentials";
import { failure } from "@/lib/testing/failure";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { changePassword } from "./change-password";
import { findSession, listSessions, type SignedIn } from "./sessions";
import { signIn } from "./sign-in";

testDatabase();

const present = "lantern under purple bridge";
const next = "seven otters in a canoe";
const origin = () => ({ requestId: newId("req"), network: "203.0.113.1", userAgent: "test" });
let ours: MintedOrganization;

beforeAll(async () => {
  ours = await mintOrganization();
});

beforeEach(async () => {
  const passwordHash = await hashPassword(present);
  await transactOutside(async (tx) => {
    await tx.update(users).set({ passwordHash });
    await tx.delete(signInThrottles);
  });
});

async function entered(email: string, password = present): Promise<SignedIn> {
  const user = await findSession(await signIn({ email, password }, origin()), origin());
  if (!user) throw new Error("no session");
  return user;
}

describe("changing the password", () => {
  it("ends the other sessions, keeps this one, and is told to the organization", async () => {
    const { email } = ours.developer;
    const [here, elsewhere] = [await entered(email), await entered(email)];
    await changePassword(here, { current: present, password: next });
    expect(await findSession(here.sessionId, origin())).toMatchObject({ email });
    expect(await findSession(elsewhere.sessionId, origin())).toBeNull();
    expect((await failure(signIn({ email, password: present }, origin()))).status).toBe(401);
    await entered(email, next);
    const events = (await auditOf(ours)).filter(({ action }) => action === "password.changed");
    expect(events).toMatchObject([
      { actorId: ours.developer.id, targetKind: "session", targetId: here.sessionId },
    ]);
  });

  it("leaves no session alive of those who sign in with the old one at the same moment", async () => {
    const { email } = ours.auditor;
    const here = await entered(email);
    const change = changePassword(here, { current: present, password: next });
    await Promise.allSettled([
      change,
      ...Array.from({ length: 16 }, async (_, n) => {
        await pause(n * 15);
        await signIn({ email, password: present }, { ...origin(), network: `198.51.100.${n}` });
      }),
    ]);
    await change;
    expect((await listSessions(here)).map(({ id }) => id)).toEqual([here.sessionId]);
  });

  it("is waited for by a sign-in under way, which it undoes", async () => {
    const { email, userId } = ours.auditor;
    const passwordHash = await hashPassword(next);
    const [under, status] = await transactOutside(async (tx) => {
      await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
      const under = signIn({ email, password: present }, origin());
      const settled = under.then(
        () => 200,
        (error) => error.status as number,
      );
      return [settled, await Promise.race([settled, pause(1500, "waits")])] as const;
    });
    expect(status).toBe("waits");
    expect(await under).toBe(401);
  });

  it("needs the present one, and a new one that is hard to guess", async () => {
    const user = await entered(ours.admin.email);
    const errors = async (input: object) =>
      (await failure(changePassword(user, { current: present, password: next, ...input }))).extra
        .errors;
    expect(await errors({ current: next })).toMatchObject([{ path: "current" }]);
    expect(await errors({ current: "" })).toMatchObject([{ path: "current" }]);
    expect(await errors({ password: "too short" })).toMatchObject([{ path: "password" }]);
    expect(await errors({ password: "passwordpassword" })).toMatchObject([{ path: "password" }]);
    expect(await errors({ password: present })).toMatchObject([{ path: "password" }]);
    expect(await errors({ more: 1 })).toMatchObject([{ path: "more" }]);
    await entered(ours.admin.email);
  });

  it("happens once of four at once, and guesses at the present one are slowed down", async () => {
    const user = await entered(ours.owner.email);
    const tries = await Promise.allSettled(
      Array.from({ length: 4 }, (_, n) =>
        changePassword(user, { current: present, password: `${next} ${n}` }),
      ),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const codes: string[] = [];
    while (codes.at(-1) !== "TOO_MANY_REQUESTS" && codes.length < 20) {
      const guess = changePassword(user, { current: `guess ${codes.length}`, password: next });
      codes.push((await failure(guess)).code);
    }
    expect(codes.length).toBeLessThan(8);
  });
});
