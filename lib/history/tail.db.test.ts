import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { testDatabase } from "@/db/testing/database";
import type { MemberActor } from "@/lib/access/actor";
import { endSession, startSession } from "@/lib/access/sessions";
import { newId } from "@/lib/ids";
import { changeRole } from "@/lib/members/change-role";
import { removeMember } from "@/lib/members/remove";
import type { Sink } from "@/lib/statuses/subscriber";
import { writeHistory } from "@/lib/testing/history";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import type { UsageEvent } from "@/lib/usage/summary";
import { openTail } from "./tail";

testDatabase();

/** Somebody who looks on, and all that they are told. */
async function lookOn(actor: MemberActor, query: object = {}) {
  const userActor = { id: actor.userId, name: actor.name, email: actor.email };
  const sessionId = await startSession(userActor, actor.origin);
  const signedIn: MemberActor = { ...actor, sessionId };
  const stream = await openTail(signedIn, query);
  const told: { event: string; data: unknown }[] = [];
  const state = { unsent: 0, ended: "" };
  const sink: Sink = {
    write: (text) => {
      const lines = Object.fromEntries(
        text
          .toString()
          .split("\n")
          .map((line) => line.split(/: (.*)/s).slice(0, 2)),
      );
      if (lines.event) told.push({ event: lines.event, data: JSON.parse(lines.data) });
    },
    unsent: () => state.unsent,
    drained: () => Promise.resolve(),
    end: () => {
      state.ended = "cleanly";
    },
    destroy: () => {
      state.ended = "cut";
    },
  };
  const leave = stream.open(sink);
  onTestFinished(leave);
  const events = () =>
    told.flatMap(({ event, data }) => (event === "message" ? (data as UsageEvent[]) : []));
  return {
    signedIn,
    sessionId,
    state,
    leave,
    events,
    outcomes: () => events().map((one) => one.outcome),
    skipped: () =>
      told.reduce(
        (sum, { event, data }) =>
          event === "skipped" ? sum + (data as { count: number }).count : sum,
        0,
      ),
    beats: () => told.filter(({ event }) => event === "heartbeat").length,
    until: (fact: () => unknown, timeout = 2000) =>
      expect.poll(fact, { timeout, interval: 20 }).toBeTruthy(),
  };
}

describe("a tail of the access history", () => {
  it("tells what is written, each once, also what was written out of order", async () => {
    const organization = await mintOrganization();
    const { applicationId, key } = await mintKey(organization.owner);
    await writeHistory(organization, [{ outcome: "EXPIRED" }, { outcome: "DISABLED" }]);
    await writeHistory(organization, [{ outcome: "REVOKED", at: new Date(Date.now() - 60_000) }]);
    const tail = await lookOn(organization.owner);
    await tail.until(() => tail.events().length === 2);
    expect(tail.outcomes()).toEqual(["DISABLED", "EXPIRED"]);
    const began = performance.now();
    await writeHistory(organization, [
      { applicationId, keyId: key.id, network: "203.0.113.7", at: new Date(Date.now() - 5000) },
    ]);
    await tail.until(() => tail.events().length === 3);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(tail.events().at(-1)).toMatchObject({
      outcome: "VALID",
      application: { id: applicationId },
      key: { id: key.id, name: "ci", sharedKey: key.sharedKey },
      network: "203.0.113.7",
    });
    await pause(500);
    expect(tail.events()).toHaveLength(3);
    expect(tail.beats()).toBe(1);
  });

  it("tells each what they look for and may see, and nobody another organization's", async () => {
    const organization = await mintOrganization();
    const { owner, developer, auditor } = organization;
    const own = await mintKey(developer);
    const network = "203.0.113.7";
    const [all, mine, theirs, refused, near, foreign] = await Promise.all([
      lookOn(owner),
      lookOn(developer, { application: own.applicationId }),
      lookOn(auditor, { range: "7d" }),
      lookOn(owner, { outcome: "refused", gate: "portal" }),
      lookOn(owner, { network: "203.0.0.0/16" }),
      lookOn((await mintOrganization()).owner),
    ]);
    await writeHistory(organization, [
      { outcome: "NOT_FOUND", network: "203.0.113.0/24" },
      { applicationId: own.applicationId, keyId: own.key.id, network, gate: "g:1" },
      { outcome: "EXPIRED", gate: "g:1", network: null },
    ]);
    await all.until(() => all.events().length === 3);
    expect(mine.outcomes()).toEqual(["VALID"]);
    expect(mine.events()[0]?.network).toBe(network);
    expect(theirs.events().map((event) => "network" in event)).toEqual([false, false, false]);
    expect(refused.outcomes()).toEqual(["NOT_FOUND"]);
    expect(near.outcomes()).toEqual(["VALID", "NOT_FOUND"]);
    expect(foreign.events()).toEqual([]);
  });

  it("refuses whom the history refuses", async () => {
    const organization = await mintOrganization();
    const { developer, auditor } = organization;
    const other = await mintKey(organization.owner);
    const asked = (actor: MemberActor, query: object) => openTail(actor, query);
    const forbidden = { code: "FORBIDDEN" };
    await expect(asked(developer, {})).rejects.toMatchObject(forbidden);
    const theirs = { application: other.applicationId };
    await expect(asked(developer, theirs)).rejects.toMatchObject(forbidden);
    await expect(asked(auditor, { network: "203.0.113.7" })).rejects.toMatchObject(forbidden);
    const unknown = { application: newId("app") };
    await expect(asked(developer, unknown)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(asked(auditor, { outcome: "x" })).rejects.toMatchObject({ code: "INVALID" });
  });

  it("ends within seconds once session, membership or right has ended", async () => {
    const organization = await mintOrganization();
    const { owner, admin, developer, auditor } = organization;
    const own = await mintKey(developer);
    const signedOut = await lookOn(admin);
    const removed = await lookOn(auditor);
    const demoted = await lookOn({ ...admin });
    const lost = await lookOn(developer, { key: own.key.id });
    const stays = await lookOn(owner);
    await stays.until(() => stays.beats() === 1);
    const { userId, name, email, origin } = admin;
    const user = { userId, name, email, origin, sessionId: signedOut.sessionId };
    await endSession(user, signedOut.sessionId);
    await removeMember(owner, auditor.id, {});
    await changeRole(owner, admin.id, { role: "developer" });
    await changeRole(owner, developer.id, { role: "auditor" });
    for (const tail of [signedOut, removed, demoted]) {
      await tail.until(() => tail.state.ended === "cleanly", 5000);
    }
    expect(stays.state.ended).toBe("");
    await pause(3500);
    await writeHistory(organization, [
      { applicationId: own.applicationId, keyId: own.key.id, network: "203.0.113.7" },
    ]);
    await lost.until(() => lost.events().length === 1);
    const [event] = lost.events();
    expect(event && "network" in event).toBe(false);
  }, 15_000);

  it("tells a hundred a second at most, and how many more there were", async () => {
    const organization = await mintOrganization();
    const tail = await lookOn(organization.owner);
    await tail.until(() => tail.beats() === 1);
    const now = Date.now();
    const many = Array.from({ length: 900 }, (_, i) => ({ at: new Date(now - i * 5) }));
    const written = await writeHistory(organization, many);
    await tail.until(() => tail.skipped() > 0);
    const told = tail.events();
    expect(told.length).toBeGreaterThanOrEqual(100);
    expect(told.length).toBeLessThan(200);
    expect(told.length + tail.skipped()).toBe(900);
    expect(told.at(-1)?.id).toBe(written[0]?.id);
  });

  it("holds back little for who reads slowly, and cuts off who reads nothing", async () => {
    const organization = await mintOrganization();
    const tail = await lookOn(organization.owner);
    await tail.until(() => tail.beats() === 1);
    tail.state.unsent = 300_000;
    await writeHistory(organization, [{ outcome: "EXPIRED" }]);
    await tail.until(() => tail.skipped() === 1);
    expect(tail.events()).toEqual([]);
    await tail.until(() => tail.state.ended === "cut", 20_000);
  }, 30_000);

  it("is open to so many at most", async () => {
    const organization = await mintOrganization();
    const all = await Promise.all(Array.from({ length: 50 }, () => lookOn(organization.owner)));
    const one = openTail(all[0]?.signedIn ?? organization.owner, {});
    await expect(one).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    all[0]?.leave();
    expect((await openTail(organization.owner, {})).status).toBe(200);
  });
});
