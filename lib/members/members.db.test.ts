import { and, eq, isNull } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { findMembership } from "@/db/lookup";
import { changeLog, memberships, users } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactOutside } from "@/db/transact";
import { type Actor, systemActor } from "@/lib/access/actor";
import { scopes } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { failure } from "@/lib/testing/failure";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { addMember } from "./add";
import { changeRole } from "./change-role";
import { verifyPassword } from "./credentials";
import { listMembers } from "./list";
import { removeMember } from "./remove";

testDatabase();

const password = "harbour violin tundra 41";
let made = 0;
const person = (role: string) => {
  made += 1;
  return { email: `dana${made}@example.test`, name: `Dana ${made}`, role };
};

const events = async (actor: Actor, targetId: string) =>
  (await auditOf({ id: actor.organizationId })).filter((event) => event.targetId === targetId);

const owners = (actor: Actor) =>
  transact(actor, (tx) =>
    tx
      .select({ id: memberships.id })
      .from(memberships)
      .where(
        and(
          eq(memberships.orgId, actor.organizationId),
          eq(memberships.role, "owner"),
          isNull(memberships.removedAt),
        ),
      ),
  );

describe("a member", () => {
  it("is added by an admin, changed and removed, each written down", async () => {
    const { id, admin, owner } = await mintOrganization();
    const dana = person("developer");
    const member = await addMember(admin, dana);
    expect(member).toMatchObject(dana);
    expect(await findMembership(member.userId, id)).toEqual({ memberId: member.id });
    expect((await listMembers(owner, { search: dana.name })).data).toEqual([member]);
    expect(member).toMatchObject({ keys: 0, applications: 0, lastActiveAt: null, revision: 1 });
    expect(await changeRole(admin, member.id, { role: "auditor" }, 1)).toEqual({
      ...member,
      role: "auditor",
      revision: 2,
    });
    const stale = changeRole(admin, member.id, { role: "developer" }, 1);
    expect((await failure(stale)).code).toBe("PRECONDITION_FAILED");
    await changeRole(admin, member.id, { role: "auditor" });
    await removeMember(admin, member.id);
    expect(await findMembership(member.userId, id)).toBeUndefined();
    expect((await listMembers(owner, {})).total).toBe(4);
    expect(await events(admin, member.id)).toMatchObject([
      { action: "member.added", after: { email: dana.email, role: "developer" } },
      {
        action: "member.role-changed",
        before: { role: "developer" },
        after: { role: "auditor" },
      },
      { action: "member.removed", before: { role: "auditor" } },
    ]);
    const changes = await transact(admin, (tx) =>
      tx.select().from(changeLog).where(eq(changeLog.subjectId, member.id)),
    );
    expect(changes).toMatchObject([
      { subjectKind: "member", revision: 1 },
      { subjectKind: "member", revision: 2 },
      { subjectKind: "member", revision: 3 },
    ]);
    expect((await failure(changeRole(admin, member.id, { role: "owner" }))).code).toBe("FORBIDDEN");
    expect((await failure(removeMember(admin, member.id))).code).toBe("NOT_FOUND");
    const back = await addMember(admin, { ...dana, role: "admin" });
    expect(back).toMatchObject({ id: member.id, role: "admin" });
    expect(await findMembership(member.userId, id)).toEqual({ memberId: member.id });
  });

  it("is the same person whatever the spelling of the address", async () => {
    const [one, other] = [await mintOrganization(), await mintOrganization()];
    const dana = person("developer");
    const member = await addMember(one.admin, dana);
    const shouted = { ...dana, name: "Other name", email: ` ${dana.email.toUpperCase()} ` };
    expect(await failure(addMember(one.admin, shouted))).toMatchObject({
      status: 409,
      extra: { errors: [{ path: "email" }] },
    });
    const system = systemActor(other.id, "admin", newId("req"));
    expect(await addMember(system, shouted)).toMatchObject({
      userId: member.userId,
      name: dana.name,
    });
  });

  it("is invited, not added, who has a password or is a member elsewhere", async () => {
    const [one, other] = [await mintOrganization(), await mintOrganization()];
    const { actor: token } = await mintToken(other, scopes);
    const [elsewhere, known] = [person("developer"), person("developer")];
    const { id: guest } = await addMember(one.admin, elsewhere);
    const { id } = await addMember(systemActor(one.id, "admin", newId("req")), {
      ...known,
      password,
    });
    const here = await failure(addMember(one.admin, known));
    expect(here).toMatchObject({ status: 409, message: `${known.email} is a member already.` });
    await removeMember(one.admin, id);
    const refused = {
      status: 409,
      message: "There is an account with this e-mail address. Invite them instead.",
      extra: { errors: [{ path: "email" }] },
    };
    for (const actor of [other.owner, token]) {
      expect(await failure(addMember(actor, elsewhere))).toMatchObject(refused);
      expect(await failure(addMember(actor, known))).toMatchObject(refused);
    }
    expect((await listMembers(other.owner, {})).total).toBe(4);
    await removeMember(one.admin, guest);
    expect(await addMember(token, elsewhere)).toMatchObject({ email: elsewhere.email });
  });

  it("gets a password from the command line only, and only with a new account", async () => {
    const { id, owner } = await mintOrganization();
    const system = systemActor(id, "admin", newId("req"));
    const dana = { ...person("owner"), password };
    expect((await failure(addMember(owner, dana))).code).toBe("FORBIDDEN");
    const member = await addMember(system, dana);
    const [user] = await transactOutside((tx) =>
      tx.select().from(users).where(eq(users.id, member.userId)),
    );
    expect(await verifyPassword(user?.passwordHash ?? null, password)).toBe(true);
    const other = systemActor((await mintOrganization()).id, "admin", newId("req"));
    expect(
      (await failure(addMember(other, { ...dana, password: `${password} other` }))).status,
    ).toBe(422);
    const guessable = { ...person("admin"), password: "passwordpassword" };
    expect((await failure(addMember(system, guessable))).status).toBe(422);
  });

  it("becomes an owner, or stops to be one, only by an owner", async () => {
    const organization = await mintOrganization();
    const { owner, admin, developer, auditor } = organization;
    const { actor: token } = await mintToken(organization, scopes);
    for (const actor of [admin, token]) {
      expect((await failure(addMember(actor, person("owner")))).code).toBe("FORBIDDEN");
      expect((await failure(changeRole(actor, admin.id, { role: "owner" }))).code).toBe(
        "FORBIDDEN",
      );
      expect((await failure(changeRole(actor, owner.id, { role: "admin" }))).code).toBe(
        "FORBIDDEN",
      );
      expect((await failure(removeMember(actor, owner.id))).code).toBe("FORBIDDEN");
    }
    for (const actor of [developer, auditor]) {
      expect((await failure(addMember(actor, person("auditor")))).code).toBe("FORBIDDEN");
      expect((await failure(removeMember(actor, actor.id))).code).toBe("FORBIDDEN");
    }
    expect(await changeRole(owner, admin.id, { role: "owner" })).toMatchObject({ role: "owner" });
  });

  it("gets from a service token no role that can do more than the token", async () => {
    const organization = await mintOrganization();
    const { actor: narrow } = await mintToken(organization, ["members.write", "members.read"]);
    const { actor: wide } = await mintToken(organization, scopes);
    for (const role of ["admin", "developer", "auditor"]) {
      expect((await failure(addMember(narrow, person(role)))).code).toBe("FORBIDDEN");
      expect(await addMember(wide, person(role))).toMatchObject({ role });
    }
  });

  it("stays where it is the only owner", async () => {
    const { owner } = await mintOrganization();
    for (const role of ["admin", "developer", "auditor"]) {
      expect((await failure(changeRole(owner, owner.id, { role }))).status).toBe(409);
    }
    expect((await failure(removeMember(owner, owner.id))).status).toBe(409);
    expect(await owners(owner)).toHaveLength(1);
  });

  it("leaves one owner when all of ten leave or step down at once, in fifty tries", async () => {
    const { id, owner } = await mintOrganization();
    const system = systemActor(id, "test", newId("req"));
    const all = [owner.id];
    for (let n = 1; n < 10; n++) all.push((await addMember(system, person("owner"))).id);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        n % 2 === 0
          ? changeRole(system, all[n % 10], { role: "developer" })
          : removeMember(system, all[n % 10]),
      ),
    );
    expect(await owners(owner)).toHaveLength(1);
    const codes = results.flatMap((each) => (each.status === "rejected" ? each.reason.code : []));
    expect(new Set(codes)).toEqual(new Set(["CONFLICT", "NOT_FOUND"]));
  });

  it("of two admins who remove each other at once goes one", async () => {
    const { owner, admin, developer } = await mintOrganization();
    await changeRole(owner, developer.id, { role: "admin" });
    const other = { ...developer, role: "admin" } as const;
    const results = await Promise.allSettled([
      removeMember(admin, other.id),
      removeMember(other, admin.id),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listMembers(owner, {})).total).toBe(3);
    const stale = { ...owner, role: "admin" } as const;
    expect((await failure(changeRole(stale, admin.id, { role: "auditor" }))).status).toBe(409);
  });

  it("of another organization does not exist", async () => {
    const [one, other] = [await mintOrganization(), await mintOrganization()];
    const foreign = await failure(removeMember(other.owner, one.developer.id));
    const missing = await failure(removeMember(other.owner, newId("mem")));
    expect([foreign.status, foreign.message]).toEqual([404, missing.message]);
    expect((await failure(changeRole(other.owner, "mem_x", { role: "admin" }))).status).toBe(404);
    expect((await listMembers(other.owner, { limit: 100 })).total).toBe(4);
  });

  it("is listed by name, page by page", async () => {
    const { auditor } = await mintOrganization();
    const first = await listMembers(auditor, { limit: 3 });
    const rest = await listMembers(auditor, { limit: 3, after: first.nextCursor });
    const names = [...first.data, ...rest.data].map((member) => member.name);
    expect(names).toEqual([...names].sort());
    expect([first.data.length, rest.data.length, rest.nextCursor]).toEqual([3, 1, null]);
    expect((await listMembers(auditor, { role: "auditor" })).total).toBe(1);
  });
});
