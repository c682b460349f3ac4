import type { Environment } from "@/lib/keys/format";
import type { Code } from "@/lib/verification/verdict";

/** What is granted, as `PUT /v1/applications/{id}/grants` names it. */
export type Item = { api: string; permission?: string; endpoint?: string };
export const nameOf = ({ api, permission, endpoint }: Item) => `${api} ${permission ?? endpoint}`;

/** A member by id, or a service token with every scope. */
export type Who = string;
export const token: Who = "token";

export type Asked = {
  api?: string;
  permissions?: string[];
  request?: { method?: string; path?: string; ip?: string };
  /** The endpoints that the request may mean: the first of these that exists. */
  means?: string[];
};
export type Answer = { code: Code; permissions?: string[] };

export type Grant = { item: Item; approvedFor: Set<Environment> };
export type Application = {
  owner: string;
  maintainers: Set<string>;
  active: boolean;
  grants: Map<string, Grant>;
};
export type Key = {
  application: string;
  /** Null: service-owned. */
  owner: string | null;
  environment: Environment;
  status: KeyStatus;
  /** Who disabled it, where it is disabled. */
  stoppedBy: Who | null;
  /** The one network that it may be used from; null for anywhere. */
  network: Network | null;
  /** The one API that its token is for; null for a secret key. */
  audience: string | null;
  /** Names of permissions; null: whatever the application may. */
  own: string[] | null;
};
export type Api = {
  /** Name → whether it is sensitive. */
  permissions: Map<string, boolean>;
  /** `GET /orders` → the permission that it requires. */
  endpoints: Map<string, string | null>;
};
export type AccessRequest = {
  by: string;
  application: string;
  item: Item;
  environments: Environment[];
};
export type Fate = "transfer" | "service-owned" | "quarantine" | "revoke";
export type KeyStatus = "active" | "disabled" | "quarantined" | "revoked";

/** An address of each. */
export const networks = { "203.0.113.0/24": "203.0.113.7", "2001:db8::/48": "2001:db8::7" };
export type Network = keyof typeof networks;
export const networkNames = Object.keys(networks) as Network[];

export const environments: Environment[] = ["development", "staging", "production"];

/** Of what there has to be. */
export function known<K, V>(map: Map<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the model knows no ${String(key)}`);
  return value;
}
