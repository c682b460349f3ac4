import type { Role } from "@/lib/access/rights";
import type { Environment } from "@/lib/keys/format";
import type { Ceiling } from "@/lib/policies/ceiling";
import {
  type AccessRequest,
  type Answer,
  type Api,
  type Application,
  type Asked,
  environments,
  type Fate,
  type Grant,
  type Item,
  type Key,
  type KeyStatus,
  known,
  type Network,
  nameOf,
  networks,
  token,
  type Who,
} from "./facts";

/**
 * Who may change what, and what a key may do then: the rules of the product in their plainest form,
 * without a database, a cache or a compiled table. Every change tells whether it is allowed, and
 * happens if it is.
 */
export class Model {
  roles = new Map<string, Role>();
  applications = new Map<string, Application>();
  keys = new Map<string, Key>();
  apis = new Map<string, Api>();
  requests = new Map<string, AccessRequest>();
  #ceilings = new Map<string, Ceiling>();

  /** Of a present member. */
  ceilingOf(member: string, environment: Environment): Ceiling {
    const usual = { owner: "all", admin: "all", developer: "non-sensitive", auditor: "none" };
    const role = known(this.roles, member);
    return this.#ceilings.get(`${role} ${environment}`) ?? (usual[role] as Ceiling);
  }

  #api = (slug: string): Api => known(this.apis, slug);
  #application = (id: string): Application => known(this.applications, id);

  /** The permission itself, or the one that the endpoint requires. */
  #required = ({ api, permission, endpoint }: Item) =>
    permission ?? this.#api(api).endpoints.get(endpoint ?? "") ?? null;

  #isSensitive(item: Item): boolean {
    return this.#api(item.api).permissions.get(this.#required(item) ?? "") ?? false;
  }

  /** Owners, admins and the token may change everything but what only owners may. */
  #rules = (who: Who) => who === token || ["owner", "admin"].includes(known(this.roles, who));

  #manages(who: Who, id: string): boolean {
    if (this.#rules(who)) return true;
    const { owner, maintainers } = this.#application(id);
    return this.roles.get(who) === "developer" && (owner === who || maintainers.has(who));
  }

  grant(who: Who, id: string, item: Item): boolean {
    const { grants } = this.#application(id);
    if (!this.#manages(who, id)) return false;
    if (grants.has(nameOf(item))) return true;
    if (this.#isSensitive(item) && !this.#rules(who)) return false;
    grants.set(nameOf(item), { item, approvedFor: new Set(this.#rules(who) ? environments : []) });
    return true;
  }

  takeAway = (who: Who, id: string, item: Item) =>
    happens(this.#manages(who, id), () => this.#application(id).grants.delete(nameOf(item)));

  request(who: Who, id: string, item: Item, wanted: Environment[]): boolean {
    if (who === token || !this.#manages(who, id)) return false;
    const covers = (has: Iterable<Environment>) => wanted.every((one) => [...has].includes(one));
    const present = this.#application(id).grants.get(nameOf(item));
    if (present && covers(present.approvedFor)) return false;
    return ![...this.requests.values()].some(
      (one) =>
        one.application === id && nameOf(one.item) === nameOf(item) && covers(one.environments),
    );
  }

  decide(who: Who, requestId: string, approves: boolean): boolean {
    const { by, application, item, environments: wanted } = known(this.requests, requestId);
    if (who === token || !this.#rules(who) || by === who) return false;
    if (approves) {
      const { grants } = this.#application(application);
      const grant = grants.get(nameOf(item)) ?? { item, approvedFor: new Set() };
      for (const one of wanted) grant.approvedFor.add(one);
      grants.set(nameOf(item), grant);
    }
    this.requests.delete(requestId);
    return true;
  }

  setActive = (who: Who, id: string, active: boolean) =>
    happens(this.#manages(who, id), () => Object.assign(this.#application(id), { active }));

  setMaintainers(who: Who, id: string, members: string[]): boolean {
    const { owner, maintainers } = this.#application(id);
    const added = members.filter((one) => !maintainers.has(one));
    if (!this.#manages(who, id)) return false;
    if (added.length === 0 && members.length === maintainers.size) return true;
    const isTheirs = this.#rules(who) || owner === who;
    if (!isTheirs || added.some((one) => this.roles.get(one) === "auditor")) return false;
    this.#application(id).maintainers = new Set(members);
    return true;
  }

  handOver(who: Who, id: string, to: string): boolean {
    const application = this.#application(id);
    if (!this.#rules(who)) return false;
    application.owner = to;
    application.maintainers.delete(to);
    return true;
  }

  /** A key may carry what its application is granted, and no more. */
  #mayCarry(id: string, own: string[] | null): boolean {
    const granted = [...this.#application(id).grants.values()];
    const names = granted.map(({ item }) => this.#required(item));
    return own === null || own.every((name) => names.includes(name));
  }

  mayMakeKey(who: Who, id: string, own: string[] | null): boolean {
    return this.#manages(who, id) && this.#application(id).active && this.#mayCarry(id, own);
  }

  /** A token names an API on which the key may do something. */
  mayMakeToken = (who: Who, key: Key): boolean =>
    this.mayMakeKey(who, key.application, key.own) && this.#usable(key, key.audience).length > 0;

  /** Who makes a key owns it; one that a token makes belongs to who owns the application. */
  ownerOfNew = (who: Who, id: string) => (who === token ? this.#application(id).owner : who);

  narrow(who: Who, keyId: string, own: string[] | null): boolean {
    const key = known(this.keys, keyId);
    if (!this.#manages(who, key.application) || !this.#mayCarry(key.application, own)) return false;
    const before = new Set(key.own);
    const widens = key.own !== null && (own === null || own.some((name) => !before.has(name)));
    if (widens && !this.#isTheirs(who, key)) return false;
    key.own = own;
    return true;
  }

  /** Only who made it may let a key do more, or whoever rules. */
  limit(who: Who, keyId: string, network: Network | null): boolean {
    const key = known(this.keys, keyId);
    const widens = key.network !== null && network !== key.network;
    const may = this.#manages(who, key.application) && !(widens && !this.#isTheirs(who, key));
    return happens(may, () => Object.assign(key, { network }));
  }

  #isTheirs = (who: Who, { owner }: Key) => owner === who || this.#rules(who);

  /** To a member, or to the application itself. */
  give(who: Who, keyId: string, owner: string | null): boolean {
    const key = known(this.keys, keyId);
    const may = this.#rules(who) && (owner === null || this.roles.get(owner) !== "auditor");
    return happens(this.#manages(who, key.application) && (owner === key.owner || may), () =>
      Object.assign(key, { owner }),
    );
  }

  setStatus(who: Who, keyId: string, status: KeyStatus): boolean {
    const key = known(this.keys, keyId);
    const needsRule =
      status === "quarantined" || (key.status === "quarantined" && status === "active");
    const backwards = key.status === "quarantined" && status === "disabled";
    const isOthers = key.status === "disabled" && status === "active" && key.stoppedBy !== who;
    const may = this.#manages(who, key.application) && !backwards;
    return happens(may && (!(needsRule || isOthers) || this.#rules(who)), () => {
      if (key.status !== status) key.stoppedBy = who;
      key.status = status;
    });
  }

  join(who: Who, role: Role): boolean {
    return this.#mayEdit(who, role);
  }

  #isLastOwner = (member: string) =>
    this.roles.get(member) === "owner" &&
    [...this.roles.values()].filter((role) => role === "owner").length === 1;

  /** Only an owner makes an owner, or touches one. */
  #mayEdit = (who: Who, ...roles: Role[]) =>
    this.#rules(who) && (!roles.includes("owner") || this.roles.get(who) === "owner");

  changeRole(who: Who, member: string, role: Role): boolean {
    const from = known(this.roles, member);
    if (!this.#mayEdit(who, from, role)) return false;
    if (this.#isLastOwner(member) && role !== "owner") return false;
    this.roles.set(member, role);
    return true;
  }

  /** `who` is the member where they leave by themself. What they owned goes to the heir. */
  remove(who: Who, member: string, keys: Fate, heir: string): boolean {
    const leaves = who === member;
    if (!leaves && !this.#mayEdit(who, known(this.roles, member))) return false;
    if (leaves && keys !== "revoke" && !this.#rules(who)) return false;
    if (heir === member || this.roles.get(heir) === "auditor" || this.#isLastOwner(member)) {
      return false;
    }
    this.roles.delete(member);
    for (const key of this.keys.values()) {
      if (key.owner !== member || key.status === "revoked") continue;
      if (keys === "revoke") key.status = "revoked";
      else if (keys === "quarantine") key.status = "quarantined";
      else key.owner = keys === "transfer" ? heir : null;
    }
    for (const application of this.applications.values()) {
      if (application.owner === member) application.owner = heir;
      application.maintainers.delete(member);
      application.maintainers.delete(application.owner);
    }
    for (const [id, { by }] of this.requests) if (by === member) this.requests.delete(id);
    return true;
  }

  setCeiling = (who: Who, role: Role, environment: Environment, ceiling: Ceiling) =>
    happens(this.#rules(who), () => this.#ceilings.set(`${role} ${environment}`, ceiling));

  setSensitive = (who: Who, api: string, permission: string, sensitive: boolean) =>
    happens(this.#rules(who), () => this.#api(api).permissions.set(permission, sensitive));

  setEndpoint = (who: Who, api: string, endpoint: string, permission: string | null) =>
    happens(this.#rules(who), () => this.#api(api).endpoints.set(endpoint, permission));

  /** Asks first where it is granted; `anyway` takes those grants too. What was asked of it is moot. */
  deleteEndpoint(who: Who, api: string, endpoint: string, anyway: boolean): boolean {
    const name = nameOf({ api, endpoint });
    const all = [...this.applications.values()];
    if (!this.#rules(who)) return false;
    if (!anyway && all.some(({ grants }) => grants.has(name))) return false;
    for (const { grants } of all) grants.delete(name);
    for (const [id, { item }] of this.requests) if (nameOf(item) === name) this.requests.delete(id);
    return this.#api(api).endpoints.delete(endpoint);
  }

  /** What the key may use of a grant's API: own permissions ∩ the grant ∩ its owner's ceiling. */
  #isUsable(key: Key, { item, approvedFor }: Grant): boolean {
    const required = this.#required(item);
    if (key.own !== null && !(required && key.own.includes(required))) return false;
    if (key.owner === null) return true;
    if (!this.roles.has(key.owner)) return false;
    const ceiling = this.ceilingOf(key.owner, key.environment);
    if (ceiling === "all") return true;
    const isAuditor = this.roles.get(key.owner) === "auditor";
    if (!isAuditor && approvedFor.has(key.environment)) return true;
    return ceiling === "non-sensitive" && !this.#isSensitive(item);
  }

  #usable(key: Key, api: string | null): Grant[] {
    if (key.audience !== null && key.audience !== api) return [];
    return [...this.#application(key.application).grants.values()].filter(
      (grant) => grant.item.api === api && this.#isUsable(key, grant),
    );
  }

  ask(keyId: string, asked: Asked, boundTo: Environment | null): Answer {
    const key = known(this.keys, keyId);
    const application = this.#application(key.application);
    if (key.status === "revoked") return { code: "REVOKED" };
    if (key.status === "disabled") return { code: "DISABLED" };
    if (key.status === "quarantined") return { code: "QUARANTINED" };
    if (!application.active) return { code: "APPLICATION_INACTIVE" };
    if (boundTo !== null && boundTo !== key.environment) return { code: "WRONG_ENVIRONMENT" };
    const { api, permissions = [], means, request } = asked;
    if (key.network !== null && request?.ip !== networks[key.network]) {
      return { code: "IP_NOT_ALLOWED" };
    }
    if (key.owner !== null && !this.roles.has(key.owner)) {
      return { code: "INSUFFICIENT_PERMISSIONS" };
    }
    if (api === undefined) return { code: "VALID", permissions: [] };
    const usable = this.#usable(key, api);
    const held = usable.flatMap(({ item }) => item.permission ?? []);
    const { endpoints } = this.#api(api);
    const endpoint = means?.find((one) => endpoints.has(one));
    const may =
      usable.length > 0 &&
      permissions.every((name) => held.includes(name)) &&
      (means === undefined ||
        held.includes(endpoints.get(endpoint ?? "") ?? "") ||
        usable.some(({ item }) => item.endpoint !== undefined && item.endpoint === endpoint));
    return may ? { code: "VALID", permissions: held.sort() } : { code: "INSUFFICIENT_PERMISSIONS" };
  }
}

function happens(allowed: boolean, change: () => unknown): boolean {
  if (allowed) change();
  return allowed;
}
