import type { Role } from "@/lib/access/rights";
import type { EndpointId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { type Ceiling, isBelow } from "@/lib/policies/ceiling";

/** A permission that is granted, or an endpoint. */
export type Granted = {
  /** Null where a permission is granted. */
  endpointId: EndpointId | null;
  /** The one granted, or the one that the granted endpoint requires. */
  permission: string | null;
  sensitive: boolean;
  /** The environments in which it goes beyond what the owner of a key may. */
  approvedFor: readonly Environment[];
};

/** A key's own permissions, or null for all that its application is granted. */
export type Own = readonly string[] | null;

/**
 * The present role of a key's owner, and how much it may in the key's environment; "gone" for a
 * member who was removed, null where no member owns the key.
 */
export type Standing = { role: Role; ceiling: Ceiling } | "gone" | null;

/** What a key may use on an API. Shared by many keys: not to be altered. */
export type Usable = {
  /** What `permissions` may name: an endpoint's grant never counts. In order, each once. */
  permissions: readonly string[];
  endpoints: ReadonlySet<EndpointId>;
  isEmpty: boolean;
};

/** Why a grant is out of a key's reach; null where it is not. */
export type Limit = "owner" | "own" | "ceiling" | null;

export function limitOf(
  grant: Granted,
  own: Own,
  environment: Environment,
  standing: Standing,
): Limit {
  if (standing === "gone") return "owner";
  if (own !== null && (grant.permission === null || !own.includes(grant.permission))) return "own";
  if (standing === null || isBelow(standing.ceiling, standing.role, environment, grant))
    return null;
  return "ceiling";
}

/** Worked out once for all keys of an application that may the same. */
type Known = { all: Usable | null; byOwn: WeakMap<readonly string[], Usable> };
const known = new WeakMap<readonly Granted[], (Known | undefined)[]>();

/** The key's own permissions ∩ its application's grants ∩ the ceiling of its owner. */
export function usable(
  granted: readonly Granted[],
  own: Own,
  environment: Environment,
  standing: Standing,
): Usable {
  let variants = known.get(granted);
  if (!variants) {
    variants = [];
    known.set(granted, variants);
  }
  const index = variantOf(environment, standing);
  let variant = variants[index];
  if (!variant) {
    variant = { all: null, byOwn: new WeakMap() };
    variants[index] = variant;
  }
  const found = own === null ? variant.all : variant.byOwn.get(own);
  if (found) return found;
  const made = within(granted.filter((grant) => !limitOf(grant, own, environment, standing)));
  if (own === null) variant.all = made;
  else variant.byOwn.set(own, made);
  return made;
}

/** The same for standings and environments in which the same grants are below the ceiling. */
function variantOf(environment: Environment, standing: Standing): number {
  if (standing === "gone") return 1;
  if (standing === null || standing.ceiling === "all") return 0;
  const place = environment === "production" ? 0 : environment === "staging" ? 1 : 2;
  const some = standing.ceiling === "non-sensitive" ? 3 : 0;
  return 2 + place + some + (standing.role === "auditor" ? 6 : 0);
}

function within(grants: Granted[]): Usable {
  const names = grants.flatMap(({ endpointId, permission }) =>
    endpointId === null && permission !== null ? [permission] : [],
  );
  const endpoints = grants.flatMap(({ endpointId }) => endpointId ?? []);
  return {
    permissions: [...new Set(names)].sort(),
    endpoints: new Set(endpoints),
    isEmpty: grants.length === 0,
  };
}

/** Whether a request that was matched with the endpoint may pass. */
export const reaches = (
  { permissions, endpoints }: Usable,
  { id, permission }: { id: EndpointId; permission: string | null },
): boolean => endpoints.has(id) || (permission !== null && permissions.includes(permission));
