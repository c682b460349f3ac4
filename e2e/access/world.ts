import { encode } from "next-auth/jwt";
import { sessions } from "@/db/schema";
import { transactOutside } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { type Role, roleNames, scopes } from "@/lib/access/rights";
import { sessionSecret } from "@/lib/access/session-cookie";
import { createAlertRule } from "@/lib/alerts/create";
import { connectApplication } from "@/lib/applications/connect";
import { createApplication } from "@/lib/applications/create";
import { getApplication } from "@/lib/applications/get";
import { requestAccess } from "@/lib/approvals/request";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { getApi } from "@/lib/catalog/get-api";
import { replaceGrants } from "@/lib/grants/replace";
import { type IdPrefix, newId, type SessionId } from "@/lib/ids";
import { createInvitation } from "@/lib/invitations/create";
import { createKey } from "@/lib/keys/create";
import { rotateKey } from "@/lib/keys/rotate";
import { addMember } from "@/lib/members/add";
import { exceptKey } from "@/lib/policies/except-key";
import { getPolicies } from "@/lib/policies/get";
import { anyRefusal } from "@/lib/testing/alerts";
import { mintApi } from "@/lib/testing/catalog";
import { mintRetiredSigner } from "@/lib/testing/jwt";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { createToken } from "@/lib/tokens/create";

export const principals = ["anonymous", "ended", "stranger", ...roleNames] as const;
export type Principal = (typeof principals)[number];

/** A fresh session of that member and its cookie. */
export async function signedIn(
  member: MemberActor,
  { ended = false } = {},
): Promise<{ id: SessionId; cookie: string }> {
  const id = newId("ses");
  await transactOutside((tx) =>
    tx.insert(sessions).values({
      id,
      userId: member.userId,
      expiresAt: new Date(Date.now() + 3_600_000),
      endedAt: ended ? new Date() : null,
    }),
  );
  const token = await encode({ token: { sid: id }, secret: await sessionSecret() });
  return { id, cookie: `portcullis.session=${token}` };
}

export type Fresh = Awaited<ReturnType<typeof freshTargets>>;

let made = 0;

/** Things of one organization that a call may change or destroy. The application is the owner's. */
export async function freshTargets(organization: MintedOrganization) {
  const { owner, developer, slug: org } = organization;
  const number = ++made;
  const { id: applicationId } = await createApplication(owner, {
    name: `Application ${number}`,
    baseUrl: "https://crm.example",
  });
  const { slug: granted } = await mintApi(organization, `granted-${number}`);
  const wish = { grants: [{ api: granted, permission: "orders:read" }] };
  const [grant] = (await replaceGrants(owner, applicationId, wish)).grants;
  if (!grant) throw new Error("the application was granted nothing");
  const application = await getApplication(owner, applicationId);
  const { key, apiKey } = await createKey(owner, application.id, {
    name: "ci",
    environment: "production",
  });
  const { key: retiring } = await createKey(owner, application.id, {
    name: "retiring",
    environment: "production",
  });
  const { rotated: rotating } = await rotateKey(owner, retiring.id);
  const { id } = await mintApi(organization, `orders-${number}`);
  const permission = await createPermission(owner, id, { name: "invoices:read" });
  const endpoint = await createEndpoint(owner, id, { method: "GET", path: "/invoices" });
  const api = await getApi(owner, id);
  const { token } = await createToken(owner, { name: "target", scopes: ["keys.verify"] });
  const email = `target-${number}@${org}.test`;
  const member = await addMember(owner, { email, name: "Target", role: "developer" });
  const { invitation } = await createInvitation(owner, {
    email: `invited-${number}@${org}.test`,
    role: "developer",
  });
  const { id: asking } = await createApplication(developer, {
    name: `Asking ${number}`,
    baseUrl: "https://crm.example",
  });
  const request = await requestAccess(developer, asking, {
    grants: [{ api: api.slug, permission: "orders:refund" }],
    reason: "Refunds.",
  });
  const ahead = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();
  await exceptKey(owner, key.id, { rule: "never", until: ahead, reason: "It is a target." });
  const { revision, ceilings } = await getPolicies(owner);
  return {
    org,
    /** In a month. */
    ahead,
    /** Of the organization. */
    revision,
    /** Another one than auditors have in staging. */
    ceiling: ceilings.auditor.staging === "none" ? "non-sensitive" : "none",
    number,
    request,
    application,
    grant,
    key,
    apiKey,
    /** Another key, which is being replaced. */
    rotating,
    api,
    permission,
    endpoint,
    token,
    member,
    invitation,
    signer: await mintRetiredSigner(organization),
    alertRule: await createAlertRule(owner, application.id, anyRefusal),
  };
}

/** The same things under ids that nobody has. */
export function absentTargets(fresh: Fresh): Fresh {
  const entries = Object.entries(fresh).map(([name, thing]) => {
    if (typeof thing !== "object") return [name, thing];
    return [name, { ...thing, id: newId(thing.id.slice(0, 3) as IdPrefix) }];
  });
  return Object.fromEntries(entries);
}

export const isMember = (principal: Principal) =>
  (roleNames as readonly string[]).includes(principal);

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Our organization with an application in use, and another one whose owner is the stranger. */
export async function makeWorld() {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const api = await mintApi(ours);
  const { application, created } = await connectApplication(ours.owner, {
    name: "CRM System",
    baseUrl: "https://crm.example",
    grants: [{ api: api.slug, permission: "orders:read" }],
    key: { name: "first", environment: "production" },
  });
  const request = await requestAccess(ours.owner, application.id, {
    grants: [{ api: api.slug, permission: "orders:refund" }],
    reason: "Refunds.",
  });
  const bearer = {
    full: (await mintToken(ours, scopes)).serviceToken,
    foreign: (await mintToken(theirs, scopes)).serviceToken,
  };
  const member: Record<Role, MemberActor> = ours;
  /** The cookie header of a principal, by a fresh session. */
  async function cookieOf(principal: Principal): Promise<string | null> {
    if (principal === "anonymous") return null;
    if (principal === "ended") return (await signedIn(ours.owner, { ended: true })).cookie;
    if (principal === "stranger") return (await signedIn(theirs.owner)).cookie;
    return (await signedIn(member[principal])).cookie;
  }
  return { ours, theirs, api, application, created, request, bearer, cookieOf };
}
