import { readFile } from "node:fs/promises";
import { findOrganizationBySlug } from "@/db/lookup";
import { type MemberActor, systemActor } from "@/lib/access/actor";
import { sessionActor } from "@/lib/access/member";
import { findSession, startSession } from "@/lib/access/sessions";
import { connectApplication } from "@/lib/applications/connect";
import { editApplication } from "@/lib/applications/edit";
import { deactivateApplication } from "@/lib/applications/set-status";
import { approveRequest } from "@/lib/approvals/approve";
import { refuseRequest } from "@/lib/approvals/refuse";
import { requestAccess } from "@/lib/approvals/request";
import { createApi } from "@/lib/catalog/create-api";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { editPermission } from "@/lib/catalog/edit-permission";
import { importDocument } from "@/lib/catalog/import/import-document";
import { listPermissions } from "@/lib/catalog/list-permissions";
import { type ApplicationId, newId, type UserId } from "@/lib/ids";
import { setUp } from "@/lib/installation/set-up";
import { createInvitation } from "@/lib/invitations/create";
import { createKey } from "@/lib/keys/create";
import { expireKeys } from "@/lib/keys/expire";
import { listKeys } from "@/lib/keys/list";
import { revokeKey } from "@/lib/keys/revoke";
import { rotateKey } from "@/lib/keys/rotate";
import { disableKey, quarantineKey } from "@/lib/keys/set-status";
import type { KeySummary } from "@/lib/keys/summary";
import { addMember } from "@/lib/members/add";
import { removeMember } from "@/lib/members/remove";
import { setPolicies } from "@/lib/policies/set";
import { rotateSigningKey } from "@/lib/signing/rotate";
import { setSigningRotation } from "@/lib/signing/set-rotation";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";
import { applications } from "./applications";
import { described, imported } from "./catalog";
import type { DemoKey } from "./demo-key";
import {
  predateApplication,
  predateBeginning,
  predateEvents,
  predateKey,
  predateRequest,
  predateRotation,
  predateSigners,
} from "./earlier";
import * as story from "./people";
import { demand } from "./policies";
import { requests } from "./requests";
import { makeTraffic } from "./traffic";

export type SignIn = { role: string; email: string; password: string };
type Actors = Record<story.Person, MemberActor>;
type Grants = (typeof applications)[number]["grants"];

const day = 24 * 3_600_000;
const ahead = (days: number | null) =>
  days === null ? null : new Date(Date.now() + days * day).toISOString();

/**
 * Fills an empty installation with a small organization, by the verbs that people use; what they
 * cannot do is only to have begun earlier. Does nothing where it is there already.
 */
export async function seedDemo(): Promise<{ signIns: SignIn[] }> {
  const { people, former, password } = story;
  if (!(await findOrganizationBySlug(story.organization.slug))) {
    const actors = await invite();
    await describeApis(actors.adrian);
    await predateBeginning(actors.nora, story.organizationAge);
    const ids = new Map<string, ApplicationId>();
    for (const wish of applications) {
      ids.set(wish.name, await register(actors, wish));
      if (wish.name === story.signing.after) await rotateSigners(actors.adrian);
    }
    await expireKeys();
    await predateEvents(actors.nora, 2);
    await giveTokens(actors.adrian);
    await setPolicies(actors.nora, { ceilings: story.ceilings });
    await predateEvents(actors.nora, 40);
    await demand(actors.nora, ids);
    await predateEvents(actors.nora, 6);
    for (const wish of requests) await ask(actors, ids.get(wish.application), wish);
    await part(actors);
    await predateEvents(actors.nora, 1);
    await rotate(actors.adrian, ids);
    await makeTraffic(actors.adrian);
  }
  const present = Object.entries(people).filter(([who]) => who !== former.who);
  return { signIns: present.map(([, { role, email }]) => ({ role, email, password })) };
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
    otto: await enter("otto"),
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
  for (const { permissions, endpoints, ...api } of described) {
    const { id } = await createApi(actor, api);
    for (const permission of permissions) await createPermission(actor, id, permission);
    for (const [endpoint, summary, permission, deprecated = false] of endpoints) {
      const [method, path] = endpoint.split(" ");
      await createEndpoint(actor, id, { method, path, summary, permission, deprecated });
    }
  }
  const { document, sensitive, ...api } = imported;
  const { id } = await createApi(actor, api);
  await importDocument(actor, id, { document: await readFile(document, "utf8") });
  const { data } = await listPermissions(actor, id, { limit: 100 });
  for (const permission of data.filter(({ name }) => sensitive.includes(name))) {
    await editPermission(actor, id, permission.id, { sensitive: true });
  }
}

const grantsOf = (wishes: Grants) =>
  wishes.map(([api, what]) =>
    what.includes("/") ? { api, endpoint: what } : { api, permission: what },
  );

async function register(
  actors: Actors,
  wish: (typeof applications)[number],
): Promise<ApplicationId> {
  const { name, description, baseUrl, owner, by = "adrian", age, reason, keys } = wish;
  const [first, ...more] = keys;
  if (!first) throw new Error(`${name} has no key`);
  const { application, created } = await connectApplication(actors[by], {
    name,
    description,
    baseUrl,
    ownerId: actors[owner].id,
    grants: grantsOf(wish.grants),
    reason,
    key: keyWish(first),
  });
  const { id } = application;
  await live(actors, created.key, first);
  for (const key of more) {
    const { key: made } = await createKey(actors[owner], id, keyWish(key));
    await live(actors, made, key);
  }
  if (wish.inactive) await deactivateApplication(actors.nora, id);
  await predateApplication(actors.adrian, id, age);
  const maintainerIds = wish.maintainers?.map((who) => actors[who].id);
  if (maintainerIds) await editApplication(actors[owner], id, { maintainerIds });
  return id;
}

/** Lets the signing key of what was registered so far have been replaced. */
async function rotateSigners(actor: MemberActor): Promise<void> {
  const { made, rotated, days } = story.signing;
  await setSigningRotation(actor, { days });
  await predateSigners(actor, made, made);
  await rotateSigningKey(actor);
  await predateSigners(actor, made, rotated);
}

const keyWish = ({ name, environment, expires, permissions, ...story }: DemoKey) => ({
  name,
  environment,
  permissions,
  notBefore: ahead(story.begins ?? null),
  expiresAt: ahead(expires === null ? null : Math.max(expires, 1)),
  allowedNetworks: story.networks,
  allowedOrigins: story.origins,
  tags: story.tags,
  quota: story.quota,
  rateLimits: story.rateLimits,
  ...(story.audiences && { kind: "jwt", audiences: story.audiences }),
  ...(story.serviceOwned && { ownerId: null }),
});

/** What happened to the key since it was made. */
async function live({ nora }: Actors, key: KeySummary, story: DemoKey): Promise<void> {
  if (story.revoked) await revokeKey(nora, key.id, { reason: story.revoked });
  if (story.disabled) await disableKey(nora, key.id, { note: story.disabled });
  if (story.quarantined) await quarantineKey(nora, key.id, { note: story.quarantined });
  await predateKey(nora, key, story);
}

/** Replaces the keys whose story says so. */
async function rotate(actor: MemberActor, ids: ReadonlyMap<string, ApplicationId>): Promise<void> {
  for (const { name, keys } of applications) {
    for (const { name: keyName, rotated } of keys) {
      if (!rotated) continue;
      const { overlap, activation } = rotated;
      const { data } = await listKeys(actor, { application: ids.get(name) });
      const id = data.find((key) => key.name === keyName)?.id;
      const done = await rotateKey(actor, id, { overlap, activation });
      await predateRotation(actor, done, rotated);
    }
  }
}

async function ask(
  actors: Actors,
  applicationId: ApplicationId | undefined,
  { by, grants, environments, reason, asked, answer }: (typeof requests)[number],
): Promise<void> {
  if (!applicationId) throw new Error("a request for no application");
  const wish = { grants: grantsOf(grants), environments, reason };
  const { id } = await requestAccess(actors[by], applicationId, wish);
  if (answer) {
    const decide = answer.approves ? approveRequest : refuseRequest;
    await decide(actors[answer.by], id, { answer: answer.word });
  }
  await predateRequest(actors.adrian, { id, applicationId }, asked, answer?.hours);
}

/** One is invited, and one has left. */
async function part({ adrian, ...others }: Actors): Promise<void> {
  await createInvitation(adrian, story.invited);
  const { who, heir } = story.former;
  const actors = { adrian, ...others };
  await removeMember(adrian, actors[who].id, {
    applicationsTo: actors[heir].id,
    keys: "service-owned",
  });
}

async function giveTokens(actor: MemberActor): Promise<void> {
  for (const { days, revoked, ...wish } of story.tokens) {
    const { token } = await createToken(actor, { ...wish, expiresAt: ahead(days ?? null) });
    if (revoked) await revokeToken(actor, token.id);
  }
}
