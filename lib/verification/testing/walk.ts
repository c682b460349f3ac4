import { type Actor, type MemberActor, makeActor, type TokenActor } from "@/lib/access/actor";
import { type Role, roleNames, scopes } from "@/lib/access/rights";
import { createApplication } from "@/lib/applications/create";
import { createApi } from "@/lib/catalog/create-api";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import type { Environment } from "@/lib/keys/format";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { templates } from "./endpoints";
import { type Item, token, type Who } from "./facts";
import { Model } from "./model";

export const slugs = ["orders", "billing"];
export const permissions = ["orders:read", "orders:write", "orders:export", "orders:refund"];
const applicationNames = ["CRM", "Shop", "Warehouse"];

/** Numbers in [0, 1) that depend on the seed alone (Mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Person = Pick<MemberActor, "id" | "userId" | "name" | "email">;

/** An organization of its own, as the product holds it and as the model does. */
export class Walk {
  readonly model = new Model();
  /** Members of now and before; ids of permissions and endpoints by API and name; keys' secrets. */
  readonly people = new Map<string, Person>();
  readonly ids = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  #next: () => number;
  #names = new Map<string, string>([[token, "the token"]]);
  #founder: MemberActor;
  #token: TokenActor;

  private constructor(
    seed: number,
    founder: MemberActor,
    everything: TokenActor,
    readonly history: string[],
    readonly verifiers: { actor: TokenActor; boundTo: Environment | null }[],
  ) {
    this.#next = numbers(seed);
    this.#founder = founder;
    this.#token = everything;
  }

  static async begin(seed: number, history: string[]): Promise<Walk> {
    const ours = await mintOrganization();
    const { actor: everything } = await mintToken(ours, scopes);
    const verifier = async (environment: Environment | null) => ({
      actor: (await mintToken(ours, ["keys.verify"], { environment })).actor,
      boundTo: environment,
    });
    const verifiers = [await verifier(null), await verifier("production")];
    const walk = new Walk(seed, ours.owner, everything, history, verifiers);
    for (const role of roleNames) walk.meet(ours[role], role);
    for (const slug of slugs) await walk.#addApi(slug);
    for (const [index, name] of applicationNames.entries()) {
      const owner = ours[index === 0 ? "owner" : "developer"];
      const { id } = await createApplication(owner, { name, baseUrl: "https://crm.example" });
      const empty = { maintainers: new Set<string>(), grants: new Map(), active: true };
      walk.model.applications.set(id, { owner: owner.id, ...empty });
      walk.name(id, name);
    }
    return walk;
  }

  async #addApi(slug: string): Promise<void> {
    const owner = this.#founder;
    const baseUrl = "https://api.example";
    const { id } = await createApi(owner, { name: slug, slug, baseUrl });
    this.ids.set(slug, id);
    const api = { permissions: new Map<string, boolean>(), endpoints: new Map() };
    for (const name of permissions) {
      const sensitive = name === "orders:refund";
      const permission = await createPermission(owner, id, { name, sensitive });
      this.ids.set(`${slug} ${name}`, permission.id);
      api.permissions.set(name, sensitive);
    }
    for (const [endpoint, permission] of templates) {
      const [method, path] = endpoint.split(" ");
      const made = await createEndpoint(owner, id, { method, path, permission });
      this.ids.set(`${slug} ${endpoint}`, made.id);
      api.endpoints.set(endpoint, permission);
    }
    this.model.apis.set(slug, api);
  }

  meet({ id, userId, name, email }: Person, role: Role): void {
    this.people.set(id, { id, userId, name, email });
    this.model.roles.set(id, role);
    if (!this.#names.has(id)) this.name(id, `${role}${this.people.size}`);
  }

  name(id: string, name: string): void {
    this.#names.set(id, name);
  }

  /** As the history names it. */
  called(id: string): string {
    const name = this.#names.get(id) ?? id;
    const role = this.model.roles.get(id);
    return role && !name.startsWith(role) ? `${name} (${role})` : name;
  }

  actor(who: Who): Actor {
    if (who === token) return this.#token;
    const person = this.people.get(who);
    const role = this.model.roles.get(who);
    if (!person || !role) throw new Error(`nobody is ${who}`);
    const { organizationId, organizationSlug, sessionId, origin } = this.#founder;
    const place = { organizationId, organizationSlug, sessionId, origin };
    return makeActor<MemberActor>({ kind: "member", ...place, ...person, role });
  }

  /** Yes with that probability. */
  chance = (probability: number): boolean => this.#next() < probability;

  one<T>(all: readonly T[]): T {
    return all[Math.floor(this.#next() * all.length)] as T;
  }

  /** Undefined where there are none. */
  pick<T>(all: Iterable<T>): T | undefined {
    return this.one([...all]);
  }

  members = () => [...this.model.roles.keys()];
  member = () => this.one(this.members());
  admins = () =>
    this.members().filter((one) => ["owner", "admin"].includes(this.model.roles.get(one) ?? ""));
  role = () => this.one<Role>(["developer", ...roleNames]);
  former = () => [...this.people.values()].filter(({ id }) => !this.model.roles.has(id));
  application = () => this.one([...this.model.applications.keys()]);
  grantsOf = (id: string) => this.model.applications.get(id)?.grants ?? new Map<string, never>();
  owns = (member: string, id: string) => this.model.applications.get(id)?.owner === member;
  endpointsOf = (api: string) => [...(this.model.apis.get(api)?.endpoints.keys() ?? [])];
  /** Or could work again. */
  keysThatWork = () =>
    [...this.model.keys].flatMap(([id, { status }]) => (status === "revoked" ? [] : id));
  id = (name: string) => this.ids.get(name);

  /** Of keys that are revoked a few are asked about still. */
  forgetOld(): void {
    const revoked = [...this.model.keys].filter(([, key]) => key.status === "revoked");
    for (const [id] of revoked.slice(0, -3)) this.model.keys.delete(id);
  }

  stranger() {
    const name = `Newcomer ${this.people.size + 1}`;
    return { name, email: `${this.people.size + 1}@${this.#founder.organizationSlug}.test` };
  }

  /** Something of the catalogue that can be granted. */
  item(): Item {
    const api = this.one(slugs);
    const endpoint = this.chance(0.5) ? this.pick(this.endpointsOf(api)) : undefined;
    return endpoint ? { api, endpoint } : { api, permission: this.one(permissions) };
  }
}
