import { partOf, type Selection } from "@/components/grants/selection";
import type { CatalogApi } from "@/lib/catalog/summary";
import type { GrantSummary } from "@/lib/grants/summary";
import type { Environment } from "@/lib/keys/format";

export type PermissionChoice = {
  name: string;
  sensitive: boolean;
  /** The environments in which the key's owner may not use it, as it is not approved. */
  closed: readonly Environment[];
};

/** An API that an application may use something of. */
export type ConnectedApi = { slug: string; name: string };

export type ChoiceGroup = { api: string; permissions: PermissionChoice[] };

type Given = PermissionChoice & { api: string };

/** What a key of the application can carry, by API: its permissions, and those of its endpoints. */
export const choicesOf = (grants: GrantSummary[], ownerIsDeveloper: boolean): ChoiceGroup[] =>
  grouped(
    grants.flatMap(({ api, permission, endpoint, sensitive, closedToDevelopers }) => {
      const name = permission?.name ?? endpoint?.permission;
      if (!name) return [];
      return [
        { api: api.name, name, sensitive, closed: ownerIsDeveloper ? closedToDevelopers : [] },
      ];
    }),
  );

/** The same for what is about to be granted. */
export const choicesFrom = (catalog: CatalogApi[], selection: Selection): ChoiceGroup[] =>
  grouped(
    [...selection].flatMap((item) => {
      const part = partOf(catalog, item);
      if (!part?.permission) return [];
      const { name, sensitive } = part.permission;
      return [{ api: part.api.name, name, sensitive, closed: [] }];
    }),
  );

/** The APIs that the application may use something of, by name. */
export const connectedApis = (grants: Pick<GrantSummary, "api">[]): ConnectedApi[] =>
  eachOnce(grants.map(({ api }) => api));

/** The same for what is about to be granted. */
export const connectedFrom = (catalog: CatalogApi[], selection: Selection): ConnectedApi[] =>
  eachOnce([...selection].flatMap((item) => partOf(catalog, item)?.api ?? []));

const eachOnce = (apis: ConnectedApi[]): ConnectedApi[] =>
  [...new Map(apis.map(({ slug, name }) => [slug, { slug, name }])).values()].sort((a, b) =>
    a.name.localeCompare(b.name),
  );

function grouped(given: Given[]): ChoiceGroup[] {
  const groups = new Map<string, Map<string, PermissionChoice>>();
  for (const { api, ...choice } of given) {
    const own = groups.get(api) ?? new Map<string, PermissionChoice>();
    const known = own.get(choice.name);
    const closed = known
      ? known.closed.filter((one) => choice.closed.includes(one))
      : choice.closed;
    groups.set(api, own.set(choice.name, { ...choice, closed }));
  }
  const byName = (a: PermissionChoice, b: PermissionChoice) => a.name.localeCompare(b.name);
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([api, own]) => ({ api, permissions: [...own.values()].sort(byName) }));
}

/** Those of the names that a key of the application can still carry. */
export function stillGranted(names: readonly string[], groups: ChoiceGroup[]): string[] {
  const known = new Set(groups.flatMap((group) => group.permissions.map((one) => one.name)));
  return names.filter((name) => known.has(name));
}

/** Whether something that could be used before no longer can. Null is all, also endpoints by themselves. */
export function narrows(
  before: readonly string[] | null,
  after: readonly string[] | null,
  groups: ChoiceGroup[],
): boolean {
  if (after === null) return false;
  const all = groups.flatMap((group) => group.permissions.map(({ name }) => name));
  return (before ?? all).some((name) => !after.includes(name));
}
