import { encode } from "next-auth/jwt";
import { sessions } from "@/db/schema";
import { transactOutside } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { type Role, roleNames, scopes } from "@/lib/access/rights";
import { sessionSecret } from "@/lib/access/session-cookie";
import { connectApplication } from "@/lib/applications/connect";
import { createApplication } from "@/lib/applications/create";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { getApi } from "@/lib/catalog/get-api";
import { newId, type SessionId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { mintApi } from "@/lib/testing/catalog";
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
  const { owner, slug: org } = organization;
  const number = ++made;
  const application = await createApplication(owner, {
    name: `Application ${number}`,
    baseUrl: "https://crm.example",
  });
  const { key, apiKey } = await createKey(owner, application.id, {
    name: "ci",
    environment: "production",
  });
  const { id } = await mintApi(organization, `orders-${number}`);
  const permission = await createPermission(owner, id, { name: "invoices:read" });
  const endpoint = await createEndpoint(owner, id, { method: "GET", path: "/invoices" });
  const api = await getApi(owner, id);
  const { token } = await createToken(owner, { name: "target", scopes: ["keys.verify"] });
  return { org, number, application, key, apiKey, api, permission, endpoint, token };
}

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
  return { ours, theirs, api, application, created, bearer, cookieOf };
}
