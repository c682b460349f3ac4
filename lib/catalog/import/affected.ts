import type { Fate, Present, PresentGrant } from "./plan";
import type { AbsentItem, AffectedGrant, Counted } from "./result";

const shown = 5;

/** The grants that go with what is removed, or whose permission is required by other endpoints now. */
export function affectedGrants(
  { permissions, grants }: Present,
  fates: Fate[],
  removed: AbsentItem[],
): AffectedGrant[] {
  const names = new Map<string | null, string>(permissions.map(({ id, name }) => [id, name]));
  const gone = new Map<string, string>(removed.map(({ id, name }) => [id, name]));
  const loses = new Map<string, Counted>();
  const gains = new Map<string, Counted>();
  for (const { before, after, name } of fates) {
    const had = before && (names.get(before.permissionId) ?? null);
    const has = after?.permission ?? null;
    if (had === has) continue;
    if (had !== null) count(loses, had, name);
    if (has !== null) count(gains, has, name);
  }
  return grants.flatMap(({ application, permissionId, endpointId }): AffectedGrant[] => {
    const removedName = gone.get(endpointId ?? permissionId ?? "");
    if (endpointId) {
      if (removedName === undefined) return [];
      const lost = { count: 1, first: [removedName] };
      return [{ application, grant: removedName, effect: "removed", loses: lost, gains: none }];
    }
    const grant = names.get(permissionId) ?? "";
    const reach = { loses: loses.get(grant) ?? none, gains: gains.get(grant) ?? none };
    const effect = removedName === undefined ? "changed" : "removed";
    if (effect === "changed" && reach.loses.count + reach.gains.count === 0) return [];
    return [{ application, grant, effect, ...reach }];
  });
}

/** The names of the applications that are granted the endpoint or permission of an id itself. */
export function grantedTo(grants: PresentGrant[]): (id: string) => Counted {
  const names = new Map<string, Counted>();
  for (const { application, permissionId, endpointId } of grants) {
    count(names, endpointId ?? permissionId ?? "", application.name);
  }
  return (id) => names.get(id) ?? none;
}

const none: Counted = { count: 0, first: [] };

function count(counts: Map<string, Counted>, key: string, name: string): void {
  const counted = counts.get(key) ?? { count: 0, first: [] };
  counted.count++;
  if (counted.first.length < shown) counted.first.push(name);
  counts.set(key, counted);
}
