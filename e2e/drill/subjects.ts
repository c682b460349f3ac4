import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { grants } from "@/db/schema";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import { deactivateApplication } from "@/lib/applications/set-status";
import { replaceGrants } from "@/lib/grants/replace";
import type { MemberId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, quarantineKey } from "@/lib/keys/set-status";
import { addMember } from "@/lib/members/add";
import { changeRole } from "@/lib/members/change-role";
import { removeMember } from "@/lib/members/remove";
import { setPolicies } from "@/lib/policies/set";
import { mintApi } from "@/lib/testing/catalog";
import { jwtWish } from "@/lib/testing/jwt";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { revokeToken } from "@/lib/tokens/revoke";
import type { Question } from "./load";

/** Something that is accepted until it is cut off. */
export type Subject = Question & {
  /** Cuts it off; resolves with the moment from which on nothing may accept it. */
  cutOff(): Promise<number>;
};

export type World = { organization: MintedOrganization; serviceToken: string; api: string };

export async function makeWorld(): Promise<World> {
  const organization = await mintOrganization();
  const { serviceToken } = await mintToken(organization, ["keys.verify"]);
  const api = await mintApi(organization);
  return { organization, serviceToken, api: api.slug };
}

const makers: ((world: World) => Promise<Omit<Subject, "subject">>)[] = [
  async ({ organization: { owner }, serviceToken }) => {
    const { apiKey, key } = await mintKey(owner);
    const cutOff = async () => Date.parse((await revokeKey(owner, key.id, {})).effectiveAt);
    return { serviceToken, body: JSON.stringify({ key: apiKey }), cutOff };
  },
  async ({ organization: { owner }, serviceToken }) => {
    const { apiKey, applicationId } = await mintKey(owner);
    const cutOff = async () =>
      Date.parse((await deactivateApplication(owner, applicationId)).effectiveAt);
    return { serviceToken, body: JSON.stringify({ key: apiKey }), cutOff };
  },
  async ({ organization: { owner }, serviceToken, api }) => {
    const { apiKey, applicationId } = await mintKey(owner);
    const body = JSON.stringify({ key: apiKey, api, permissions: ["orders:read"] });
    const [read, write] = ["orders:read", "orders:write"].map((permission) => ({
      api,
      permission,
    }));
    await replaceGrants(owner, applicationId, { grants: [read, write] });
    const cutOff = () => answered(replaceGrants(owner, applicationId, { grants: [write] }));
    return { serviceToken, body, cutOff };
  },
  async ({ organization }) => {
    const { apiKey } = await mintKey(organization.owner);
    const { actor, serviceToken } = await mintToken(organization, ["keys.verify"]);
    const cutOff = () => answered(revokeToken(organization.owner, actor.id));
    return { serviceToken, body: JSON.stringify({ key: apiKey }), cutOff };
  },
  async (world) => {
    const { owner } = world.organization;
    const member = await newDeveloper(owner);
    const cutOff = () => answered(changeRole(owner, member.id, { role: "auditor" }));
    return { ...(await readersKey(world, member.id)), cutOff };
  },
  async () => {
    const world = await makeWorld();
    const { owner, developer } = world.organization;
    const ceilings = { developer: { production: "none" } };
    const cutOff = async () => Date.parse((await setPolicies(owner, { ceilings })).effectiveAt);
    return { ...(await readersKey(world, developer.id)), cutOff };
  },
  async ({ organization: { owner }, serviceToken }) => {
    const { apiKey, key } = await mintKey(owner);
    const cutOff = async () => Date.parse((await disableKey(owner, key.id)).effectiveAt);
    return { serviceToken, body: JSON.stringify({ key: apiKey }), cutOff };
  },
  async ({ organization: { owner }, serviceToken }) => {
    const { apiKey, key } = await mintKey(owner);
    const evidence = { note: "Seen where nobody works." };
    const cutOff = async () =>
      Date.parse((await quarantineKey(owner, key.id, evidence)).effectiveAt);
    return { serviceToken, body: JSON.stringify({ key: apiKey }), cutOff };
  },
  async ({ organization: { owner }, serviceToken }) => {
    const { apiKey, key } = await mintKey(owner);
    const body = JSON.stringify({ key: apiKey, request: { ip: "203.0.113.7" } });
    const elsewhere = { allowedNetworks: ["198.51.100.0/24"] };
    return { serviceToken, body, cutOff: () => answered(editKey(owner, key.id, elsewhere)) };
  },
  async (world) => {
    const { owner } = world.organization;
    const member = await newDeveloper(owner);
    const fates = { applicationsTo: owner.id, keys: "quarantine" };
    const cutOff = () => answered(removeMember(owner, member.id, fates));
    return { ...(await readersKey(world, member.id)), cutOff };
  },
  async (world) => {
    const { owner } = world.organization;
    const { question, key } = await tokensKey(world);
    const cutOff = async () => Date.parse((await revokeKey(owner, key.id, {})).effectiveAt);
    return { ...question, cutOff };
  },
  async (world) => {
    const { question, applicationId } = await tokensKey(world);
    const cutOff = () =>
      answered(replaceGrants(world.organization.owner, applicationId, { grants: [] }));
    return { ...question, cutOff };
  },
];

/** The question about a JWT key of its own application, and how to cut it off. */
async function tokensKey({ organization, serviceToken, api }: World) {
  const { owner } = organization;
  const wish = { name: randomUUID(), baseUrl: "https://crm.example" };
  const application = await createApplication(owner, wish);
  const permission = "orders:read";
  await replaceGrants(owner, application.id, { grants: [{ api, permission }] });
  const { key, token } = await createKey(owner, application.id, jwtWish());
  const body = JSON.stringify({ key: token, api, permissions: [permission] });
  return { question: { serviceToken, body }, key, applicationId: application.id };
}

const newDeveloper = (owner: MemberActor) =>
  addMember(owner, { email: `${randomUUID()}@example.test`, name: "Dev", role: "developer" });

/** The question whether a key of that member may read orders, as it was not approved to. */
async function readersKey({ organization, serviceToken, api }: World, ownerId: MemberId) {
  const { owner } = organization;
  const application = await createApplication(owner, {
    name: randomUUID(),
    baseUrl: "https://crm.example",
    ownerId,
  });
  const permission = "orders:read";
  await replaceGrants(owner, application.id, { grants: [{ api, permission }] });
  await transact(owner, (tx) =>
    tx
      .update(grants)
      .set({ approvedFor: [] })
      .where(and(eq(grants.orgId, organization.id), eq(grants.applicationId, application.id))),
  );
  const { actor: pipeline } = await mintToken(organization, ["keys.write"]);
  const key = { name: "ci", environment: "production" };
  const { apiKey } = await createKey(pipeline, application.id, key);
  return {
    serviceToken,
    body: JSON.stringify({ key: apiKey, api, permissions: [permission] }),
  };
}

/** For a verb that names no moment: it holds once the verb has answered. */
async function answered(verb: Promise<unknown>): Promise<number> {
  await verb;
  return Date.now();
}

let made = 0;

/** Fresh subjects: a key to revoke each, and among every fourteen one each of the other kinds. */
export async function makeSubjects(world: World, count: number): Promise<Subject[]> {
  const subjects: Subject[] = [];
  while (subjects.length < count) {
    const make = makers[made % 14] ?? makers[0];
    if (make) subjects.push({ subject: `subject ${made++}`, ...(await make(world)) });
  }
  return subjects;
}
