import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { invitationLookup, invitations, users } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactOutside } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { scopes } from "@/lib/access/rights";
import type { SignedIn } from "@/lib/access/sessions";
import { signIn } from "@/lib/access/sign-in";
import { newId } from "@/lib/ids";
import { addMember } from "@/lib/members/add";
import { listMembers } from "@/lib/members/list";
import { removeMember } from "@/lib/members/remove";
import { failure } from "@/lib/testing/failure";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { revokeToken } from "@/lib/tokens/revoke";
import { acceptInvitation } from "./accept";
import { createInvitation } from "./create";
import { invitationByToken } from "./get-by-token";
import { listInvitations } from "./list";
import { resendInvitation } from "./resend";
import { withdrawInvitation } from "./withdraw";

testDatabase();

let made = 0;
const ivy = () => {
  made += 1;
  return `ivy${made}@example.test`;
};
/** From a network of its own, so that no test waits for another's guesses. */
const origin = () => {
  made += 1;
  const network = `198.51.${Math.floor(made / 250)}.${made % 250}`;
  return { requestId: newId("req"), network, userAgent: "vitest" };
};
const newcomer = { name: "Ivy Invited", password: "harbour violin tundra 41" };
const tokenOf = (link: string) => new URL(link).hash.slice(1);
const userOf = (member: MemberActor): SignedIn => ({ ...member, origin: origin() });

async function invited(organization: MintedOrganization, email = ivy(), role = "developer") {
  const { invitation, link } = await createInvitation(organization.admin, { email, role });
  return { invitation, email, token: tokenOf(link) };
}

describe("an invitation", () => {
  it("makes a new person a member, with the role it says, and leaves its events", async () => {
    const organization = await mintOrganization();
    const { invitation, email, token } = await invited(organization);
    expect(await invitationByToken(token, null, origin())).toEqual({
      organization: organization.name,
      email,
      role: "developer",
      invitedBy: organization.admin.name,
      account: "new",
      signedInAs: null,
    });
    const from = origin();
    expect(await acceptInvitation(token, newcomer, null, from)).toEqual({
      slug: organization.slug,
    });
    expect(await signIn({ email, password: newcomer.password }, from)).toMatch(/^ses_/);
    const { data } = await listMembers(organization.owner, { search: email });
    expect(data).toMatchObject([{ name: "Ivy Invited", email, role: "developer" }]);
    const events = await auditOf(organization);
    expect(events).toMatchObject([
      {
        action: "invitation.created",
        actorId: organization.admin.id,
        targetId: invitation.id,
        after: { email, role: "developer" },
      },
      {
        action: "invitation.accepted",
        actorName: "Invitation",
        network: from.network,
        targetId: data[0]?.id,
        after: { email, invitation: invitation.id, invitedBy: organization.admin.id },
      },
      { action: "session.started" },
    ]);
    expect((await listInvitations(organization.auditor, {})).data).toMatchObject([
      { id: invitation.id, status: "accepted" },
    ]);
  });

  it("has a link of 128 random bits behind #, of which only a keyed hash is kept", async () => {
    const organization = await mintOrganization();
    const { link } = await createInvitation(organization.admin, { email: ivy(), role: "admin" });
    expect(link).toMatch(/^http:\/\/[^#?]+\/invitations#[\w-]{22}$/);
    const kept = await transact(organization.owner, async (tx) => [
      ...(await tx.select().from(invitations)),
      ...(await tx.select().from(invitationLookup)),
    ]);
    expect(kept).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toContain(tokenOf(link));
    expect(JSON.stringify(await auditOf(organization))).not.toContain(tokenOf(link));
  });

  it("makes one member of 50 acceptances at once", async () => {
    const organization = await mintOrganization();
    const { email, token } = await invited(organization);
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => acceptInvitation(token, newcomer, null, origin())),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected") expect([401, 404]).toContain(answer.reason.status);
    }
    expect((await listMembers(organization.owner, {})).total).toBe(5);
    const accepted = (await auditOf(organization)).filter((event) =>
      event.action.endsWith("accepted"),
    );
    expect(accepted).toHaveLength(1);
    const accounts = await transactOutside((tx) =>
      tx.select().from(users).where(eq(users.emailKey, email)),
    );
    expect(accounts).toHaveLength(1);
  }, 60_000);

  it("is no more when used, withdrawn, replaced or a week old, all told alike", async () => {
    const organization = await mintOrganization();
    const { admin } = organization;
    const used = await invited(organization);
    await acceptInvitation(used.token, newcomer, null, origin());
    const withdrawn = await invited(organization);
    await withdrawInvitation(admin, withdrawn.invitation.id);
    const replaced = await invited(organization);
    const fresh = await resendInvitation(admin, replaced.invitation.id);
    const old = await invited(organization);
    const { expiresAt } = old.invitation;
    const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThanOrEqual(7);
    await transact(admin, (tx) =>
      tx
        .update(invitations)
        .set({ expiresAt: sql`now()` })
        .where(eq(invitations.id, old.invitation.id)),
    );
    const unknown = "A".repeat(22);
    const tokens = [used, withdrawn, replaced, old].map(({ token }) => token);
    for (const token of [...tokens, unknown, "", "\0", null, {}, "a".repeat(10_000)]) {
      const seen = await failure(invitationByToken(token, null, origin()));
      const tried = await failure(acceptInvitation(token, newcomer, null, origin()));
      const first = await failure(invitationByToken(unknown, null, origin()));
      expect([seen.status, seen.message]).toEqual([404, first.message]);
      expect([tried.status, tried.message]).toEqual([404, first.message]);
    }
    const { data } = await listInvitations(admin, {});
    expect(data.map(({ status }) => status).sort()).toEqual([
      "accepted",
      "expired",
      "pending",
      "withdrawn",
    ]);
    expect((await listInvitations(admin, { status: "expired" })).data).toMatchObject([
      { id: old.invitation.id },
    ]);
    await acceptInvitation(tokenOf(fresh.link), newcomer, null, origin());
    const again = await resendInvitation(admin, old.invitation.id);
    expect(again.invitation.status).toBe("pending");
  }, 30_000);

  it("waits for who guesses links", async () => {
    const from = origin();
    const { token } = await invited(await mintOrganization());
    for (let n = 0; n < 3; n++) await invitationByToken(token, null, from);
    const guess = () => failure(invitationByToken(newId("req").slice(-22), null, from));
    const codes: string[] = [];
    while (codes.at(-1) !== "TOO_MANY_REQUESTS" && codes.length < 60) {
      codes.push((await guess()).code);
    }
    expect(codes.length).toBe(51);
    expect((await failure(invitationByToken(token, null, from))).extra.retryAfter).toBe(1);
    await invitationByToken(token, null, origin());
  });
});

describe("an existing account", () => {
  it("accepts when signed in as the one who is invited, and only then", async () => {
    const [organization, other] = [await mintOrganization(), await mintOrganization()];
    const { developer, owner } = other;
    await transactOutside((tx) =>
      tx.update(users).set({ passwordHash: "x" }).where(eq(users.id, developer.userId)),
    );
    const { token } = await invited(organization, developer.email.toUpperCase());
    const offer = (user: SignedIn | null) => invitationByToken(token, user, origin());
    expect(await offer(null)).toMatchObject({ account: "known" });
    expect(await offer(userOf(owner))).toMatchObject({
      account: "other",
      signedInAs: owner.email,
    });
    const anonymous = await failure(acceptInvitation(token, newcomer, null, origin()));
    expect(anonymous.code).toBe("UNAUTHENTICATED");
    const wrong = await failure(acceptInvitation(token, {}, userOf(owner), origin()));
    expect(wrong).toMatchObject({ code: "FORBIDDEN" });
    expect(wrong.message).toContain(owner.email);
    expect(await offer(userOf(developer))).toMatchObject({ account: "signed-in" });
    await acceptInvitation(token, {}, userOf(developer), origin());
    const { data } = await listMembers(organization.owner, { search: developer.email });
    expect(data).toMatchObject([{ userId: developer.userId, name: developer.name }]);
  });

  it("without a password gets one, unless it is a member elsewhere", async () => {
    const [organization, other] = [await mintOrganization(), await mintOrganization()];
    const dana = { email: ivy(), name: "Dana", role: "developer" };
    const { id } = await addMember(other.admin, dana);
    const { token } = await invited(organization, dana.email);
    expect(await failure(acceptInvitation(token, newcomer, null, origin()))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await removeMember(other.admin, id);
    await acceptInvitation(token, newcomer, null, origin());
    expect(await signIn({ email: dana.email, password: newcomer.password }, origin())).toMatch(
      /^ses_/,
    );
  });

  it("that was removed comes back as the member it was", async () => {
    const organization = await mintOrganization();
    const { developer, owner } = organization;
    await removeMember(owner, developer.id);
    const { token } = await invited(organization, developer.email, "auditor");
    await acceptInvitation(token, {}, userOf(developer), origin());
    expect((await listMembers(owner, { search: developer.email })).data).toMatchObject([
      { id: developer.id, role: "auditor" },
    ]);
  });
});

describe("inviting", () => {
  it("is for who may give the role", async () => {
    const organization = await mintOrganization();
    const { owner, admin, developer, auditor } = organization;
    const invite = (actor: Parameters<typeof createInvitation>[0], role: string) =>
      createInvitation(actor, { email: ivy(), role });
    for (const actor of [developer, auditor]) {
      expect((await failure(invite(actor, "auditor"))).code).toBe("FORBIDDEN");
    }
    const { actor: narrow } = await mintToken(organization, ["members.write"]);
    const { actor: wide } = await mintToken(organization, scopes);
    for (const actor of [admin, narrow, wide]) {
      expect((await failure(invite(actor, "owner"))).code).toBe("FORBIDDEN");
    }
    expect((await failure(invite(narrow, "developer"))).code).toBe("FORBIDDEN");
    await invite(wide, "developer");
    const { invitation } = await invite(owner, "owner");
    expect((await failure(withdrawInvitation(admin, invitation.id))).code).toBe("FORBIDDEN");
    expect((await failure(resendInvitation(admin, invitation.id))).code).toBe("FORBIDDEN");
  });

  it("ends with the service token that did it", async () => {
    const organization = await mintOrganization();
    const { actor } = await mintToken(organization, scopes);
    await createInvitation(actor, { email: ivy(), role: "admin" });
    await revokeToken(organization.owner, actor.id);
    expect((await listInvitations(organization.owner, {})).data).toMatchObject([
      { status: "withdrawn" },
    ]);
  });

  it("refuses who is a member or invited already, and what is no address", async () => {
    const organization = await mintOrganization();
    const { admin, developer } = organization;
    const { email, invitation } = await invited(organization);
    for (const taken of [developer.email, email, ` ${email.toUpperCase()}`]) {
      expect(await failure(createInvitation(admin, { email: taken, role: "admin" }))).toMatchObject(
        { code: "CONFLICT", extra: { errors: [{ path: "email" }] } },
      );
    }
    for (const wrong of [{ email: "ivy" }, { role: "king" }, { more: 1 }]) {
      const wish = { email: ivy(), role: "admin", ...wrong };
      expect((await failure(createInvitation(admin, wish))).code).toBe("INVALID");
    }
    await withdrawInvitation(admin, invitation.id);
    await withdrawInvitation(admin, invitation.id);
    const events = (await auditOf(organization)).map(({ action }) => action);
    expect(events).toEqual(["invitation.created", "invitation.withdrawn"]);
    expect((await failure(resendInvitation(admin, invitation.id))).code).toBe("CONFLICT");
    await invited(organization, email);
  });

  it("of another organization does not exist", async () => {
    const [one, other] = [await mintOrganization(), await mintOrganization()];
    const { invitation } = await invited(one);
    for (const verb of [withdrawInvitation, resendInvitation]) {
      const foreign = await failure(verb(other.owner, invitation.id));
      const missing = await failure(verb(other.owner, newId("inv")));
      expect([foreign.status, foreign.message]).toEqual([404, missing.message]);
      expect((await failure(verb(other.owner, "inv_x"))).message).toBe(missing.message);
    }
    expect((await listInvitations(other.owner, {})).total).toBe(0);
  });
});
