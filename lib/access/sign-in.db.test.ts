import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvents, signInThrottles, users } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactOutside } from "@/db/transact";
import { newId } from "@/lib/ids";
import { hashPassword } from "@/lib/members/credentials";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import type { MemberActor } from "./actor";
import { findSession } from "./sessions";
import { signIn } from "./sign-in";

testDatabase();

const password = "lantern under purple bridge";
const from = (network: string) => ({ requestId: newId("req"), network, userAgent: "test" });
let acme: MintedOrganization;

beforeAll(async () => {
  acme = await mintOrganization();
  const passwordHash = await hashPassword(password);
  await transactOutside((tx) => tx.update(users).set({ passwordHash }));
});

const forgetTries = () => transactOutside((tx) => tx.delete(signInThrottles));
beforeEach(forgetTries);

const refusals = (actor: MemberActor) =>
  transact(actor, (tx) =>
    tx
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.targetId, actor.id), eq(auditEvents.action, "session.refused"))),
  );

describe("sign-in", () => {
  it("opens a session, whatever the spelling of the address", async () => {
    const { email, userId } = acme.owner;
    for (const spelling of [email, email.toUpperCase(), ` ${email} `]) {
      const id = await signIn({ email: spelling, password }, from("203.0.113.1"));
      expect(await findSession(id, from("203.0.113.1"))).toMatchObject({ userId });
    }
  });

  it("refuses unknown accounts and wrong passwords alike, and tells the organization", async () => {
    const failure = (email: string, wrong: string) =>
      signIn({ email, password: wrong }, from("203.0.113.2")).catch((e) => ({
        ...e,
        text: `${e}`,
      }));
    const known = await failure(acme.admin.email, "not the password");
    expect(known).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await failure("nobody@example.test", "not the password")).toEqual(known);
    expect(await failure("no address", password)).toEqual(known);
    await vi.waitFor(async () =>
      expect(await refusals(acme.admin)).toMatchObject([
        { outcome: "refused", network: "203.0.113.2", actorKind: "system" },
      ]),
    );
  });

  it.each([
    ["nothing", null],
    ["no field", {}],
    ["a NUL", { email: "a\0@b.test", password }],
    ["a lone surrogate", { email: "\ud800@b.test", password }],
    ["an object as address", { email: { $ne: 1 }, password }],
    ["a list as password", { email: "a@b.test", password: ["x"] }],
    ["a very long address", { email: "a".repeat(5000), password }],
    ["a very long password", { email: "a@b.test", password: "x".repeat(6000) }],
  ])("refuses %s as not well-formed", async (_, input) => {
    await expect(signIn(input, from("203.0.113.3"))).rejects.toMatchObject({ status: 422 });
  });

  it("takes as long for an unknown account as for a known one", async () => {
    const times: Record<string, number[]> = { known: [], unknown: [] };
    for (let i = 0; i < 48; i++) {
      await forgetTries();
      const kind = i % 2 ? "known" : "unknown";
      const email = kind === "known" ? acme.owner.email : `nobody${i}@example.test`;
      const begin = performance.now();
      await signIn({ email, password: "not the password" }, from("203.0.113.4")).catch(() => {});
      times[kind]?.push(performance.now() - begin);
    }
    const median = (list: number[] = []) => list.sort((a, b) => a - b)[list.length / 2] ?? 0;
    const ratio = median(times.known) / median(times.unknown);
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.33);
  }, 60_000);
});

describe("the throttle", () => {
  const attempt = (email: string, network: string, word = "not the password") =>
    signIn({ email, password: word }, from(network)).then(
      () => 200,
      (error) => error.status as number,
    );

  it("lets five of 40 at once through, also for an account that doesn't exist", async () => {
    for (const email of [acme.developer.email, "nobody@example.test"]) {
      const began = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => attempt(email, "203.0.113.10")),
      );
      const seconds = (performance.now() - began) / 1000;
      const looked = answers.filter((status) => status === 401).length;
      expect(looked).toBeGreaterThanOrEqual(5);
      expect(looked).toBeLessThanOrEqual(5 + Math.floor(Math.log2(seconds + 1)));
      expect(answers.filter((status) => status === 429)).toHaveLength(40 - looked);
    }
    const refused = signIn({ email: acme.developer.email, password }, from("203.0.113.10"));
    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(/^Too many tries\. Try again in \d+ seconds?\.$/),
      extra: { retryAfter: expect.any(Number) },
    });
  }, 60_000);

  it("counts spelling variants, and addresses of one /64, as one", async () => {
    const [local, host] = acme.developer.email.split("@");
    for (const spelling of [
      `${local}`,
      `${local}+a`,
      local?.toUpperCase(),
      ` ${local}`,
      `${local}.`,
    ]) {
      expect(await attempt(`${spelling}@${host}`, "2001:db8::1")).toBe(401);
    }
    expect(await attempt(`${local}+b@${host}`, "2001:db8::ffff")).toBe(429);
    expect(await attempt(`${local}+b@${host}`, "2001:db8:0:1::1")).toBe(401);
  });

  it("never shuts out the owner of an account from where they signed in before", async () => {
    const { email } = acme.auditor;
    expect(await attempt(email, "198.51.100.1", password)).toBe(200);
    const crowd = [];
    for (let i = 0; i < 30; i++) crowd.push(await attempt(email, `192.0.2.${i}`));
    expect(crowd.filter((status) => status === 401)).toHaveLength(20);
    expect(await attempt(email, "198.51.100.99", password)).toBe(429);
    expect(await attempt(email, "198.51.100.1", password)).toBe(200);
  }, 60_000);

  it("forgives a network's mistakes on an account once it signs in", async () => {
    const { email } = acme.admin;
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect(await attempt(email, "198.51.100.2")).toBe(401);
      expect(await attempt(email, "198.51.100.2", password)).toBe(200);
    }
  }, 60_000);

  it("waits out: after the pause the next try is looked at", async () => {
    const { email } = acme.developer;
    for (let i = 0; i < 5; i++) await attempt(email, "198.51.100.3");
    expect(await attempt(email, "198.51.100.3", password)).toBe(429);
    await transactOutside((tx) =>
      tx.update(signInThrottles).set({ lastFailedAt: new Date(Date.now() - 2000) }),
    );
    expect(await attempt(email, "198.51.100.3", password)).toBe(200);
  });

  it("keeps no address in the clear", async () => {
    await attempt("secret.person@example.test", "198.51.100.4");
    const rows = JSON.stringify(await transactOutside((tx) => tx.select().from(signInThrottles)));
    expect(rows).not.toMatch(/secret|example|198\.51/);
  });
});
