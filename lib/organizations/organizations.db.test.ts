import { describe, expect, it } from "vitest";
import { findOrganizationBySlug } from "@/db/lookup";
import { testDatabase } from "@/db/testing/database";
import { sessionActor } from "@/lib/access/member";
import { scopes } from "@/lib/access/rights";
import { actorFromServiceToken } from "@/lib/access/token";
import { newId } from "@/lib/ids";
import { acceptInvitation } from "@/lib/invitations/accept";
import { createInvitation } from "@/lib/invitations/create";
import { invitationByToken } from "@/lib/invitations/get-by-token";
import { addMember } from "@/lib/members/add";
import { failure } from "@/lib/testing/failure";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { deleteOrganization } from "./delete";
import { editOrganization } from "./edit";
import { getOrganization } from "./get";
import { organizationImpact } from "./impact";
import { listMyOrganizations } from "./list-mine";
import { setHistory } from "./set-history";

testDatabase();

let made = 0;
const slugs = () => {
  made += 1;
  return { first: `first-${made}`, second: `second-${made}` };
};

it("is not deleted while it is the only one: nobody could use the portal any more", async () => {
  const organization = await mintOrganization();
  const { owner, name } = organization;
  expect(await failure(deleteOrganization(owner, { name }))).toMatchObject({ status: 409 });
  expect(await getOrganization(owner)).toMatchObject({ name, revision: 1 });
  expect(await auditOf(organization)).toEqual([]);
});

describe("an organization", () => {
  it("is renamed by owners and admins, each change written down and announced", async () => {
    const organization = await mintOrganization();
    const { id, slug, owner, admin, developer, auditor } = organization;
    expect(await getOrganization(auditor)).toMatchObject({ id, slug, revision: 1 });
    const edited = await editOrganization(admin, { name: "Acme & Söhne", keyPrefix: "acme" }, 1);
    expect(edited).toMatchObject({
      id,
      slug,
      name: "Acme & Söhne",
      keyPrefix: "acme",
      revision: 2,
    });
    expect(await editOrganization(owner, { name: "Acme & Söhne" })).toEqual(edited);
    expect((await failure(editOrganization(owner, { name: "x" }, 1))).status).toBe(412);
    const { actor: token } = await mintToken(organization, scopes);
    for (const actor of [developer, auditor, token]) {
      expect((await failure(editOrganization(actor, { name: "x" }))).code).toBe("FORBIDDEN");
    }
    expect(await auditOf(organization)).toMatchObject([
      {
        action: "organization.edited",
        targetId: id,
        before: { name: organization.name, keyPrefix: "pcl" },
        after: { name: "Acme & Söhne", keyPrefix: "acme" },
      },
    ]);
    expect(await changesOf(organization)).toEqual([{ kind: "organization", id, revision: 2 }]);
  });

  it("keeps its former slugs, which lead to it and are nobody else's", async () => {
    const { first, second } = slugs();
    const organization = await mintOrganization({ slug: first });
    const { id, owner, developer } = organization;
    await editOrganization(owner, { slug: second });
    expect(await findOrganizationBySlug(first)).toEqual({ organizationId: id, current: false });
    expect(await findOrganizationBySlug(second)).toEqual({ organizationId: id, current: true });
    expect(await sessionActor(developer, first)).toMatchObject({ organizationSlug: second });
    const other = await mintOrganization();
    for (const taken of [first, second]) {
      expect(await failure(editOrganization(other.owner, { slug: taken }))).toMatchObject({
        code: "CONFLICT",
        extra: { errors: [{ path: "slug" }] },
      });
    }
    expect(await findOrganizationBySlug(other.slug)).toMatchObject({ current: true });
    await editOrganization(owner, { slug: first });
    expect(await findOrganizationBySlug(first)).toEqual({ organizationId: id, current: true });
    expect(await findOrganizationBySlug(second)).toEqual({ organizationId: id, current: false });
  });

  it("gets a slug once of ten organizations that want it at once", async () => {
    const { first } = slugs();
    const ten = await Promise.all(Array.from({ length: 10 }, () => mintOrganization()));
    const answers = await Promise.allSettled(
      ten.map(({ owner }) => editOrganization(owner, { slug: first })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it.each([
    ["keyPrefix", "pcs"],
    ["keyPrefix", "p"],
    ["keyPrefix", "1ab"],
    ["keyPrefix", "ABC"],
    ["keyPrefix", "abcdefghi"],
    ["keyPrefix", "a_b"],
    ["slug", "api"],
    ["slug", "Acme"],
    ["name", ""],
    ["id", "org_x"],
  ])("refuses %s %j at its field", async (field, value) => {
    const { owner } = await mintOrganization();
    expect(await failure(editOrganization(owner, { [field]: value }))).toMatchObject({
      status: 422,
      extra: { errors: [{ path: field }] },
    });
  });

  it("makes new keys begin with its prefix", async () => {
    const { owner } = await mintOrganization();
    await editOrganization(owner, { keyPrefix: "a2345678" });
    expect((await mintKey(owner)).apiKey).toMatch(/^a2345678_live_/);
  });
});

describe("deleting an organization", () => {
  it("is for an owner who types its name", async () => {
    const organization = await mintOrganization();
    const { owner, admin, name } = organization;
    const { actor: token } = await mintToken(organization, scopes);
    for (const actor of [admin, token]) {
      expect((await failure(deleteOrganization(actor, { name }))).code).toBe("FORBIDDEN");
      expect((await failure(organizationImpact(actor))).code).toBe("FORBIDDEN");
    }
    for (const input of [{ name: "Other" }, {}, null, { name, more: 1 }]) {
      expect((await failure(deleteOrganization(owner, input))).code).toBe("INVALID");
    }
    expect(await getOrganization(owner)).toMatchObject({ name });
  });

  it("ends all access at the next request and leaves the slug reserved", async () => {
    const organization = await mintOrganization();
    const { id, owner, admin, developer, slug, name } = organization;
    const { serviceToken } = await mintToken(organization, scopes);
    const { key } = await mintKey(owner);
    expect(await organizationImpact(owner)).toMatchObject({
      applications: [{ id: key.applicationId, activeKeys: 1 }],
      activeKeys: 1,
      activeTokens: 1,
      members: 4,
      lastUsedAt: null,
    });
    const { link } = await createInvitation(admin, { email: "x@example.test", role: "admin" });
    await deleteOrganization(owner, { name });
    for (const member of [owner, developer]) {
      expect((await failure(sessionActor(member, slug))).code).toBe("NOT_FOUND");
      expect(await listMyOrganizations(member.userId)).toEqual([]);
    }
    const origin = { ...owner.origin, requestId: newId("req") };
    expect((await failure(actorFromServiceToken(serviceToken, origin))).status).toBe(401);
    const token = new URL(link).hash.slice(1);
    expect((await failure(invitationByToken(token, null, origin))).status).toBe(404);
    expect((await failure(acceptInvitation(token, {}, null, origin))).status).toBe(404);
    const late = addMember(admin, { email: "y@example.test", name: "Y", role: "developer" });
    expect((await failure(late)).status).toBe(404);
    expect((await failure(deleteOrganization(owner, { name }))).status).toBe(404);
    const other = await mintOrganization();
    expect((await failure(editOrganization(other.owner, { slug }))).code).toBe("CONFLICT");
    expect((await auditOf(organization)).at(-1)).toMatchObject({
      action: "organization.deleted",
      actorId: owner.id,
      before: { name, slug },
    });
    expect((await changesOf(organization)).at(-1)).toEqual({
      kind: "organization",
      id,
      revision: 2,
    });
  });
});

describe("the keeping of the access history", () => {
  it("is set by owners and admins, each change written down and announced", async () => {
    const organization = await mintOrganization();
    const { id, owner, admin, developer, auditor } = organization;
    const usual = { historyDays: 30, historyNetworks: "full", revision: 1 };
    expect(await getOrganization(auditor)).toMatchObject(usual);
    const wish = { historyDays: 365, historyNetworks: "truncated" };
    expect(await setHistory(admin, wish, 1)).toMatchObject({ ...wish, revision: 2 });
    expect(await setHistory(owner, { historyDays: "365" }, 2)).toMatchObject({ revision: 2 });
    expect((await failure(setHistory(owner, { historyDays: 7 }, 1))).status).toBe(412);
    for (const historyDays of [0, 366, 1.5, "", null]) {
      expect((await failure(setHistory(owner, { historyDays }))).code).toBe("INVALID");
    }
    expect((await failure(setHistory(owner, { historyNetworks: "none" }))).code).toBe("INVALID");
    const { actor: token } = await mintToken(organization, scopes);
    for (const actor of [developer, auditor, token]) {
      expect((await failure(setHistory(actor, { historyDays: 7 }))).code).toBe("FORBIDDEN");
    }
    expect(await auditOf(organization)).toMatchObject([
      {
        action: "history.edited",
        actorId: admin.id,
        targetId: id,
        before: { historyDays: 30, historyNetworks: "full" },
        after: wish,
      },
    ]);
    expect(await changesOf(organization)).toEqual([{ kind: "organization", id, revision: 2 }]);
    expect(await getOrganization(auditor)).toMatchObject(wish);
  });
});
