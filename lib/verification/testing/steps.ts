import { roleNames } from "@/lib/access/rights";
import { editApplication } from "@/lib/applications/edit";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { approveRequest } from "@/lib/approvals/approve";
import { refuseRequest } from "@/lib/approvals/refuse";
import { requestAccess } from "@/lib/approvals/request";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { editPermission } from "@/lib/catalog/edit-permission";
import { listGrants } from "@/lib/grants/list";
import { removeGrant } from "@/lib/grants/remove";
import { replaceGrants } from "@/lib/grants/replace";
import { addMember } from "@/lib/members/add";
import { changeRole } from "@/lib/members/change-role";
import { fates } from "@/lib/members/hand-over-keys";
import { leaveOrganization } from "@/lib/members/leave";
import { removeMember } from "@/lib/members/remove";
import { setPolicies } from "@/lib/policies/set";
import { templates } from "./endpoints";
import { environments, type Fate, type Item, nameOf, token } from "./facts";
import { keyKinds } from "./key-steps";
import type { Kind, Step } from "./step";
import { permissions, slugs, type Walk } from "./walk";

const grant: Kind = (walk, who, actor) => {
  const [id, item] = [walk.application(), walk.item()];
  const wanted = new Map([...walk.grantsOf(id)].map(([name, one]) => [name, one.item]));
  wanted.set(nameOf(item), item);
  return {
    words: `grants ${walk.called(id)} ${nameOf(item)}`,
    may: walk.model.grant(who, id, item),
    make: () => replaceGrants(actor, id, { grants: [...wanted.values()] }),
  };
};

const takeAway: Kind = (walk, who, actor) => {
  const id = walk.application();
  const { item } = walk.pick(walk.grantsOf(id).values()) ?? {};
  if (!item) return null;
  return {
    words: `takes ${nameOf(item)} from ${walk.called(id)}`,
    may: walk.model.takeAway(who, id, item),
    make: async () => removeGrant(actor, id, await grantId(walk, id, item)),
  };
};

async function grantId(walk: Walk, id: string, item: Item): Promise<string | undefined> {
  const { grants } = await listGrants(walk.actor(token), id);
  const itemOf = ({ api, permission, endpoint }: (typeof grants)[number]): Item =>
    endpoint
      ? { api: api.slug, endpoint: `${endpoint.method} ${endpoint.path}` }
      : { api: api.slug, permission: permission?.name };
  return grants.find((one) => nameOf(itemOf(one)) === nameOf(item))?.id;
}

const request: Kind = (walk, who, actor) => {
  const [application, item] = [walk.application(), walk.item()];
  const wanted = environments.filter(() => walk.chance(0.5));
  if (wanted.length === 0) return null;
  return {
    words: `requests ${nameOf(item)} in ${wanted} for ${walk.called(application)}`,
    may: walk.model.request(who, application, item, wanted),
    async make() {
      const wish = { grants: [item], environments: wanted, reason: "It is needed." };
      const { id } = await requestAccess(actor, application, wish);
      walk.model.requests.set(id, { by: who, application, item, environments: wanted });
    },
  };
};

const decide: Kind = (walk, who, actor) => {
  const [id, asked] = walk.pick(walk.model.requests) ?? [];
  if (!id || !asked) return null;
  const approves = walk.chance(0.7);
  const verb = approves ? approveRequest : refuseRequest;
  const what = `${nameOf(asked.item)} in ${asked.environments}`;
  return {
    words: `${approves ? "approves" : "refuses"} ${what} for ${walk.called(asked.application)}`,
    may: walk.model.decide(who, id, approves),
    make: () => verb(actor, id, { answer: "So be it." }),
  };
};

const setActive: Kind = (walk, who, actor) => {
  const [id, active] = [walk.application(), walk.chance(0.85)];
  const verb = active ? activateApplication : deactivateApplication;
  return {
    words: `makes ${walk.called(id)} ${active ? "active" : "inactive"}`,
    may: walk.model.setActive(who, id, active),
    make: () => verb(actor, id),
  };
};

const setMaintainers: Kind = (walk, who, actor) => {
  const id = walk.application();
  const members = walk.members().filter((one) => !walk.owns(one, id) && walk.chance(0.4));
  return {
    words: `has ${members.map((one) => walk.called(one))} maintain ${walk.called(id)}`,
    may: walk.model.setMaintainers(who, id, members),
    make: () => editApplication(actor, id, { maintainerIds: members }),
  };
};

const handOver: Kind = (walk, who, actor) => {
  const [id, to] = [walk.application(), walk.member()];
  if (walk.owns(to, id)) return null;
  return {
    words: `hands ${walk.called(id)} over to ${walk.called(to)}`,
    may: walk.model.handOver(who, id, to),
    make: () => editApplication(actor, id, { ownerId: to }),
  };
};

const giveRole: Kind = (walk, who, actor) => {
  const [id, role] = [walk.member(), walk.role()];
  return {
    words: `makes ${walk.called(id)} ${role}`,
    may: walk.model.changeRole(who, id, role),
    make: () => changeRole(actor, id, { role }),
  };
};

const join: Kind = (walk, who, actor) => {
  if (walk.members().length > 9) return null;
  const role = walk.role();
  const former = walk.chance(0.5) ? walk.pick(walk.former()) : undefined;
  const { name, email } = former ?? walk.stranger();
  return {
    words: `takes ${name} in as ${role}`,
    may: walk.model.join(who, role),
    make: async () => walk.meet(await addMember(actor, { name, email, role }), role),
  };
};

const remove: Kind = (walk, who, actor) => {
  if (walk.members().length < 4) return null;
  const id = who === token || walk.chance(0.8) ? walk.member() : who;
  const [fate, heir] = [walk.one<Fate>([...fates]), walk.member()];
  const wish = { keys: fate, keysTo: heir, applicationsTo: heir };
  return {
    words: `removes ${walk.called(id)}: keys ${fate}, heir ${walk.called(heir)}`,
    may: walk.model.remove(who, id, fate, heir),
    make: () => (id === who ? leaveOrganization(actor, wish) : removeMember(actor, id, wish)),
  };
};

const setCeiling: Kind = (walk, who, actor) => {
  const [role, environment] = [walk.one(roleNames), walk.one(environments)];
  const ceiling = walk.one(["all", "all", "non-sensitive", "non-sensitive", "none"] as const);
  return {
    words: `sets the ceiling of ${role} in ${environment} to ${ceiling}`,
    may: walk.model.setCeiling(who, role, environment, ceiling),
    make: () => setPolicies(actor, { ceilings: { [role]: { [environment]: ceiling } } }),
  };
};

const markSensitive: Kind = (walk, who, actor) => {
  const [api, name, sensitive] = [walk.one(slugs), walk.one(permissions), walk.chance(0.4)];
  return {
    words: `marks ${api} ${name} as ${sensitive ? "" : "not "}sensitive`,
    may: walk.model.setSensitive(who, api, name, sensitive),
    make: () => editPermission(actor, walk.id(api), walk.id(`${api} ${name}`), { sensitive }),
  };
};

const requirePermission: Kind = (walk, who, actor) => {
  const api = walk.one(slugs);
  const endpoint = walk.pick(walk.endpointsOf(api));
  if (!endpoint) return null;
  const permission = walk.one([null, ...permissions]);
  return {
    words: `has ${api} ${endpoint} require ${permission}`,
    may: walk.model.setEndpoint(who, api, endpoint, permission),
    make: () => editEndpoint(actor, walk.id(api), walk.id(`${api} ${endpoint}`), { permission }),
  };
};

const dropEndpoint: Kind = (walk, who, actor) => {
  const api = walk.one(slugs);
  const endpoint = walk.pick(walk.endpointsOf(api));
  if (!endpoint) return null;
  const removeGrants = walk.chance(0.5);
  return {
    words: `deletes ${api} ${endpoint}${removeGrants ? " and its grants" : ""}`,
    may: walk.model.deleteEndpoint(who, api, endpoint, removeGrants),
    make: () =>
      deleteEndpoint(actor, walk.id(api), walk.id(`${api} ${endpoint}`), { removeGrants }),
  };
};

const addEndpoint: Kind = (walk, who, actor) => {
  const api = walk.one(slugs);
  const present = new Set(walk.endpointsOf(api));
  const missing = templates.filter(([name]) => !present.has(name));
  const [endpoint, permission = null] = walk.pick(missing) ?? [];
  if (!endpoint) return null;
  const [method, path] = endpoint.split(" ");
  return {
    words: `adds ${api} ${endpoint}`,
    may: walk.model.setEndpoint(who, api, endpoint, permission),
    async make() {
      const made = await createEndpoint(actor, walk.id(api), { method, path, permission });
      walk.ids.set(`${api} ${endpoint}`, made.id);
    },
  };
};

const kinds: [Kind, weight: number][] = [
  [grant, 20],
  [takeAway, 4],
  [request, 6],
  [decide, 8],
  [setActive, 4],
  [setMaintainers, 3],
  [handOver, 2],
  ...keyKinds,
  [giveRole, 8],
  [join, 5],
  [remove, 4],
  [setCeiling, 8],
  [markSensitive, 6],
  [requirePermission, 6],
  [dropEndpoint, 3],
  [addEndpoint, 6],
];
const bag = kinds.flatMap(([kind, weight]) => Array<Kind>(weight).fill(kind));

/** A change that anybody of the walk tries to make, allowed or not; the model has made it. */
export function nextStep(walk: Walk): Step {
  for (;;) {
    const who = walk.one([token, ...walk.members(), ...walk.admins()]);
    const [name, actor] = [walk.called(who), walk.actor(who)];
    const step = walk.one(bag)(walk, who, actor);
    if (step) return { ...step, words: `${name} ${step.words}` };
  }
}
