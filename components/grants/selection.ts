import type { CatalogApi, EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import { type GrantSummary, grantName } from "@/lib/grants/summary";

/** What is ticked: `orders orders:read` for a permission, `orders GET /orders` for an endpoint. */
export type Selection = ReadonlySet<string>;

export type GrantWish = { api: string; permission: string } | { api: string; endpoint: string };

type Endpoint = { method: string; path: string; permission: { name: string } | null };
type Api = Pick<CatalogApi, "slug"> & { endpointList: Endpoint[] };
type Permission = Pick<PermissionSummary, "name">;

export const nothing: Selection = new Set();

const entry = (api: { slug: string }, what: string) => `${api.slug} ${what}`;
const nameOf = (endpoint: Endpoint) => `${endpoint.method} ${endpoint.path}`;

const families = new WeakMap<Endpoint[], Map<string | undefined, Endpoint[]>>();

/** The endpoints that require the permission, or none where it is null. Worked out once per API. */
export function endpointsOf<E extends Endpoint>(
  { endpointList }: { endpointList: E[] },
  permission: string | null,
): E[] {
  let known = families.get(endpointList);
  if (!known) {
    known = new Map<string | undefined, Endpoint[]>();
    for (const endpoint of endpointList) {
      const name = endpoint.permission?.name;
      const family = known.get(name);
      if (family) family.push(endpoint);
      else known.set(name, [endpoint]);
    }
    families.set(endpointList, known);
  }
  return (known.get(permission ?? undefined) ?? []) as E[];
}

export function isTicked(selection: Selection, api: { slug: string }, endpoint: Endpoint): boolean {
  if (selection.has(entry(api, nameOf(endpoint)))) return true;
  return endpoint.permission !== null && selection.has(entry(api, endpoint.permission.name));
}

export function extent(
  selection: Selection,
  api: Api,
  permission: Permission,
): "all" | "some" | "none" {
  if (selection.has(entry(api, permission.name))) return "all";
  const own = endpointsOf(api, permission.name);
  const ticked = own.filter((endpoint) => isTicked(selection, api, endpoint)).length;
  if (ticked === 0) return "none";
  return ticked === own.length ? "all" : "some";
}

export function tickPermission(
  selection: Selection,
  api: Api,
  permission: Permission,
  on: boolean,
): Selection {
  const next = new Set(selection);
  for (const endpoint of endpointsOf(api, permission.name))
    next.delete(entry(api, nameOf(endpoint)));
  if (on) next.add(entry(api, permission.name));
  else next.delete(entry(api, permission.name));
  return next;
}

/** All endpoints of a permission ticked are the permission; fewer are endpoints, one by one. */
export function tickEndpoint(
  selection: Selection,
  api: Api,
  endpoint: Endpoint,
  on: boolean,
): Selection {
  const { permission } = endpoint;
  const same = (other: Endpoint) => nameOf(other) === nameOf(endpoint);
  const family = permission ? endpointsOf(api, permission.name) : [endpoint];
  const ticked = family.filter((e) => (same(e) ? on : isTicked(selection, api, e)));
  if (permission && ticked.length === family.length) {
    return tickPermission(selection, api, permission, true);
  }
  const next = new Set(permission ? tickPermission(selection, api, permission, false) : selection);
  for (const e of family) next.delete(entry(api, nameOf(e)));
  for (const e of ticked) next.add(entry(api, nameOf(e)));
  return next;
}

const reads = new Set(["GET", "HEAD"]);

/** Ticks everything of the API that only reads, save what is sensitive. */
export function tickReads(selection: Selection, api: CatalogApi): Selection {
  let next = selection;
  for (const endpoint of api.endpointList) {
    if (!reads.has(endpoint.method) || endpoint.permission?.sensitive) continue;
    next = tickEndpoint(next, api, endpoint, true);
  }
  for (const permission of api.permissionList) {
    if (permission.sensitive || endpointsOf(api, permission.name).length > 0) continue;
    if (permission.name.endsWith(":read")) next = tickPermission(next, api, permission, true);
  }
  return next;
}

export type Part = {
  api: CatalogApi;
  permission: PermissionSummary | null;
  /** Null where the permission itself is meant. */
  endpoint: EndpointSummary | null;
};

/** What `orders orders:read` or `orders GET /orders` names, if the catalogue has it. */
export function partOf(catalog: CatalogApi[], item: string): Part | undefined {
  const [wish] = wishesOf(new Set([item]));
  const api = catalog.find((one) => one.slug === wish?.api);
  if (!api || !wish) return undefined;
  const permissionOf = (name: string | undefined) =>
    api.permissionList.find((one) => one.name === name) ?? null;
  if ("permission" in wish) {
    const permission = permissionOf(wish.permission);
    return permission ? { api, permission, endpoint: null } : undefined;
  }
  const endpoint = api.endpointList.find((one) => nameOf(one) === wish.endpoint);
  return endpoint && { api, permission: permissionOf(endpoint.permission?.name), endpoint };
}

export const isSensitive = ({ permission }: Part): boolean => permission?.sensitive === true;

export const tickPart = (selection: Selection, { api, permission, endpoint }: Part): Selection => {
  if (endpoint) return tickEndpoint(selection, api, endpoint, true);
  return permission ? tickPermission(selection, api, permission, true) : selection;
};

export const ofApi = (selection: Selection, api: { slug: string }): string[] =>
  [...selection].filter((item) => item.startsWith(`${api.slug} `));

export const without = (selection: Selection, api: { slug: string }): Selection =>
  new Set([...selection].filter((item) => !item.startsWith(`${api.slug} `)));

export const selectionOf = (
  grants: Pick<GrantSummary, "api" | "permission" | "endpoint">[],
): Selection => new Set(grants.map(grantName));

export function wishesOf(selection: Selection): GrantWish[] {
  return [...selection].map((item) => {
    const [api = "", ...rest] = item.split(" ");
    const what = rest.join(" ");
    return rest.length > 1 ? { api, endpoint: what } : { api, permission: what };
  });
}
