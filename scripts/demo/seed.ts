import { and, eq, inArray, sql } from "drizzle-orm";
import { findOrganizationBySlug } from "@/db/lookup";
import { applications, auditEvents, grants, keys } from "@/db/schema";
import { transact } from "@/db/transact";
import { type MemberActor, systemActor } from "@/lib/access/actor";
import { sessionActor } from "@/lib/access/member";
import { findSession, startSession } from "@/lib/access/sessions";
import { connectApplication } from "@/lib/applications/connect";
import { deactivateApplication } from "@/lib/applications/set-status";
import { createApi } from "@/lib/catalog/create-api";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { type ApplicationId, newId, type UserId } from "@/lib/ids";
import { setUp } from "@/lib/installation/set-up";
import { createKey } from "@/lib/keys/create";
import { expireKeys } from "@/lib/keys/expire";
import { revokeKey } from "@/lib/keys/revoke";
import type { KeySummary } from "@/lib/keys/summary";
import { addMember } from "@/lib/members/add";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";
import * as story from "./story";

export type SignIn = { role: string; email: string; password: string };
type Actors = Record<story.Person, MemberActor>;

const hour = 3_600_000;
const day = 24 * hour;
const ahead = (days: number | null) =>
  days === null ? null : new Date(Date.now() + days * day).toISOString();

/**
 * Fills an empty installation with a small organization, by the verbs that people use; what they
 * cannot do is only to have begun earlier. Does nothing where it is there already.
 */
export async function seedDemo(): Promise<{ signIns: SignIn[] }> {
  if (!(await findOrganizationBySlug(story.organization.slug))) {
    const actors = await invite();
    await describeApis(actors.adrian);
    for (const application of story.applications) await register(actors, application);
    await expireKeys();
    await giveTokens(actors.adrian);
  }
  const signIns = Object.values(story.people).map(({ role, email }) => ({
    role,
    email,
    password: story.password,
  }));
  return { signIns };
}

async function invite(): Promise<Actors> {
  const { password, people } = story;
  const { name, email } = people.nora;
  const origin = { requestId: newId("req"), network: null, userAgent: null };
  const made = await setUp(
    { ...story.organization, name, email, password },
    origin,
    "command-line",
  );
  const system = systemActor(made.organizationId, "demo", newId("req"));
  const enter = async (person: story.Person) => {
    if (person === "nora") return signIn(made.userId, person);
    const { role, name, email } = people[person];
    const { userId } = await addMember(system, { role, name, email, password });
    return signIn(userId, person);
  };
  return {
    nora: await enter("nora"),
    adrian: await enter("adrian"),
    dana: await enter("dana"),
    devi: await enter("devi"),
    aude: await enter("aude"),
  };
}

async function signIn(id: UserId, person: story.Person): Promise<MemberActor> {
  const { name, email, at } = story.people[person];
  const origin = {
    requestId: newId("req"),
    network: `203.0.113.${at}`,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  };
  const session = await startSession({ id, name, email }, origin);
  return sessionActor(await findSession(session, origin), story.organization.slug);
}

async function describeApis(actor: MemberActor): Promise<void> {
  for (const { permissions, endpoints, ...api } of story.catalog) {
    const { id } = await createApi(actor, api);
    for (const permission of permissions) await createPermission(actor, id, permission);
    for (const [endpoint, summary, permission] of endpoints) {
      const [method, path] = endpoint.split(" ");
      await createEndpoint(actor, id, { method, path, summary, permission });
    }
  }
}

async function register(actors: Actors, wish: (typeof story.applications)[number]): Promise<void> {
  const { name, description, baseUrl, owner, age, inactive, keys: wished } = wish;
  const [first, ...more] = wished;
  if (!first) return;
  const { application, created } = await connectApplication(actors.adrian, {
    name,
    description,
    baseUrl,
    ownerId: actors[owner].id,
    grants: wish.grants.map(([api, what]) =>
      what.includes("/") ? { api, endpoint: what } : { api, permission: what },
    ),
    key: keyWish(first),
  });
  await live(actors, created.key, first);
  for (const key of more) {
    const { key: made } = await createKey(actors[owner], application.id, keyWish(key));
    await live(actors, made, key);
  }
  if (inactive) await deactivateApplication(actors.nora, application.id);
  await predate(actors.adrian, application.id, age);
}

const keyWish = ({ name, environment, expires }: story.DemoKey) => ({
  name,
  environment,
  expiresAt: ahead(expires === null ? null : Math.max(expires, 1)),
});

/** What happened to the key since it was made. */
async function live({ nora }: Actors, { id }: KeySummary, key: story.DemoKey): Promise<void> {
  if (key.revoked) await revokeKey(nora, id, { reason: key.revoked });
  const used = key.used !== undefined && {
    lastUsedAt: new Date(Date.now() - key.used * hour),
    lastUsedNetwork: "198.51.100.14",
  };
  const over = key.expires !== null &&
    key.expires < 0 && {
      expiresAt: new Date(Date.now() + key.expires * day),
    };
  if (!used && !over) return;
  await transact(nora, (tx) =>
    tx
      .update(keys)
      .set({ ...used, ...over })
      .where(and(eq(keys.orgId, nora.organizationId), eq(keys.id, id))),
  );
}

/** Lets the application, and what it was made with, have begun that many days ago. */
async function predate(actor: MemberActor, id: ApplicationId, days: number): Promise<void> {
  const org = actor.organizationId;
  const ago = sql`now() - make_interval(days => ${days})`;
  await transact(actor, async (tx) => {
    await tx
      .update(applications)
      .set({ createdAt: ago, updatedAt: ago })
      .where(and(eq(applications.orgId, org), eq(applications.id, id)));
    await tx
      .update(keys)
      .set({ createdAt: ago })
      .where(and(eq(keys.orgId, org), eq(keys.applicationId, id)));
    await tx
      .update(grants)
      .set({ createdAt: ago })
      .where(and(eq(grants.orgId, org), eq(grants.applicationId, id)));
    await tx
      .update(auditEvents)
      .set({ occurredAt: ago })
      .where(
        and(
          eq(auditEvents.orgId, org),
          eq(auditEvents.applicationId, id),
          inArray(auditEvents.action, ["application.created", "grants.replaced", "key.created"]),
        ),
      );
  });
}

async function giveTokens(actor: MemberActor): Promise<void> {
  for (const { days, revoked, ...wish } of story.tokens) {
    const { token } = await createToken(actor, { ...wish, expiresAt: ahead(days ?? null) });
    if (revoked) await revokeToken(actor, token.id);
  }
}
