import { shapeOf } from "@/lib/catalog/segments";
import type { EndpointRow, PermissionRow } from "@/lib/catalog/summary";
import type { ApplicationId, EndpointId, GrantId, PermissionId } from "@/lib/ids";
import { affectedGrants, grantedTo } from "./affected";
import { rivalWords } from "./read-document";
import type {
  AbsentItem,
  AddedEndpoint,
  AddedPermission,
  AffectedGrant,
  ChangedEndpoint,
  ChangedPermission,
  EndpointFacts,
} from "./result";
import { Templates } from "./templates";
import type { Skipped, Wanted, WantedEndpoint } from "./wanted";

export type PresentEndpoint = Pick<
  EndpointRow,
  "id" | "method" | "path" | "summary" | "deprecated" | "permissionId"
>;
export type PresentPermission = Pick<PermissionRow, "id" | "name" | "description" | "sensitive">;
/** A grant of an application that is not deleted. */
export type PresentGrant = {
  id: GrantId;
  application: { id: ApplicationId; name: string };
  permissionId: PermissionId | null;
  endpointId: EndpointId | null;
};

export type Present = {
  endpoints: PresentEndpoint[];
  permissions: PresentPermission[];
  grants: PresentGrant[];
};

export type Plan = {
  added: (AddedEndpoint | AddedPermission)[];
  changed: (ChangedEndpoint | ChangedPermission)[];
  removed: AbsentItem[];
  kept: AbsentItem[];
  unchanged: { endpoints: number; permissions: number };
  affectedGrants: AffectedGrant[];
  skipped: Skipped[];
};

/** An endpoint before and after; null where it is not there. */
export type Fate = { before: PresentEndpoint | null; after: EndpointFacts | null; name: string };

/**
 * What an import would do. An endpoint of the same method and shape is the same one and keeps its
 * id and grants. Of what stands already the document changes the path's parameter names, the
 * summary where it has one, whether it is deprecated, and the permission where it names one by a
 * scope, which is sensitive if it is new and the former was; a permission's description only where there is none. `removes` says which of what the
 * document doesn't have goes; a permission goes only if no endpoint requires it any more.
 */
export function planImport(
  present: Present,
  wanted: Wanted,
  removes: (item: AbsentItem) => boolean,
): Plan {
  const plan: Plan = {
    added: [],
    changed: [],
    removed: [],
    kept: [],
    unchanged: { endpoints: 0, permissions: 0 },
    affectedGrants: [],
    skipped: [...wanted.skipped],
  };
  const known = new Map<string | null, PresentPermission>(
    present.permissions.map((it) => [it.id, it]),
  );
  const absent = planAbsent(plan, present, wanted, removes);
  const fates = [...absent.fates, ...planWanted(plan, present, wanted, known, absent.staying)];
  const stillRequired = new Set(absent.kept.map(({ permissionId }) => permissionId));
  planPermissions(plan, present, wanted, fates, (item) => {
    if (!removes(item)) plan.kept.push(item);
    else if (!stillRequired.has(item.id)) plan.removed.push(item);
    else plan.kept.push({ ...item, note: "Endpoints that stay require it." });
  });
  plan.affectedGrants = affectedGrants(present, fates, plan.removed);
  return plan;
}

const shapeWith = ({ method, path }: { method: string; path: string }) =>
  `${method} ${shapeOf(path)}`;

/** The endpoints that the document doesn't have: some go, the others are in the way of rivals. */
function planAbsent(
  plan: Plan,
  present: Present,
  wanted: Wanted,
  removes: (item: AbsentItem) => boolean,
) {
  const granted = grantedTo(present.grants);
  const shapes = new Set(wanted.endpoints.map(shapeWith));
  const fates: Fate[] = [];
  const kept: PresentEndpoint[] = [];
  const staying = new Templates<null>();
  for (const endpoint of present.endpoints) {
    if (shapes.has(shapeWith(endpoint))) continue;
    const { id, method, path } = endpoint;
    const name = `${method} ${path}`;
    const item: AbsentItem = { kind: "endpoint", id, name, method, path, grantedTo: granted(id) };
    if (removes(item)) {
      plan.removed.push(item);
      fates.push({ before: endpoint, after: null, name });
    } else {
      plan.kept.push(item);
      kept.push(endpoint);
      staying.add(method, path, null);
    }
  }
  return { fates, kept, staying };
}

function planWanted(
  plan: Plan,
  present: Present,
  wanted: Wanted,
  known: Map<string | null, PresentPermission>,
  staying: Templates<null>,
): Fate[] {
  const found = new Map(present.endpoints.map((it) => [shapeWith(it), it]));
  const sensitivity = new Map<string | null, boolean>(
    present.permissions.map((it) => [it.name, it.sensitive]),
  );
  const fates: Fate[] = [];
  for (const wish of wanted.endpoints) {
    const { method, path } = wish;
    const name = `${method} ${path}`;
    const note = wish.note && { note: wish.note };
    const before = found.get(shapeWith(wish));
    const rival = before ? undefined : staying.rival(method, path);
    if (rival !== undefined) {
      plan.skipped.push({ method, path, reason: rivalWords(method, rival) });
    } else if (!before) {
      const { summary, deprecated, permission } = wish;
      const after = { path, summary, deprecated, permission };
      plan.added.push({ kind: "endpoint", name, method, ...after, ...note });
      fates.push({ before: null, after, name });
    } else {
      const { id, summary, deprecated, permissionId } = before;
      const required = known.get(permissionId)?.name ?? null;
      const had = { path: before.path, summary, deprecated, permission: required };
      const after = outcome(wish, had);
      fates.push({ before, after, name });
      const fields = differing(had, after);
      if (fields.length === 0) {
        plan.unchanged.endpoints++;
        continue;
      }
      const change = { before: pick(had, fields), after: pick(after, fields) };
      const opens = sensitivity.get(required) && sensitivity.get(after.permission) === false;
      const warned = opens ? { note: opensWords(required, after.permission) } : note;
      const told = { kind: "endpoint", id, name: `${method} ${before.path}`, method } as const;
      plan.changed.push({ ...told, ...change, ...warned });
    }
  }
  return fates;
}

function planPermissions(
  plan: Plan,
  present: Present,
  wanted: Wanted,
  fates: Fate[],
  sortAbsent: (item: AbsentItem & { kind: "permission" }) => void,
): void {
  const granted = grantedTo(present.grants);
  const known = new Set(present.permissions.map(({ name }) => name));
  const needed = new Set(fates.flatMap(({ after }) => after?.permission ?? []));
  for (const name of needed) {
    if (known.has(name)) continue;
    const description = wanted.permissions.get(name) ?? "";
    plan.added.push({ kind: "permission", name, description });
  }
  for (const { id, name, description } of present.permissions) {
    const said = wanted.permissions.get(name);
    if (said && description === "") {
      const change = { before: { description }, after: { description: said } };
      plan.changed.push({ kind: "permission", id, name, ...change });
    } else if (said !== undefined || needed.has(name)) plan.unchanged.permissions++;
    else sortAbsent({ kind: "permission", id, name, grantedTo: granted(id) });
  }
}

/** What becomes of an endpoint that is there already. */
const outcome = (wish: WantedEndpoint, had: EndpointFacts): EndpointFacts => ({
  path: wish.path,
  deprecated: wish.deprecated,
  summary: wish.summary || had.summary,
  permission: wish.declared ? wish.permission : had.permission,
});

const opensWords = (had: string | null, has: string | null) =>
  `${had} is sensitive, ${has} is not: more keys may call it.`;

const differing = (before: EndpointFacts, after: EndpointFacts) =>
  (["path", "summary", "deprecated", "permission"] as const).filter(
    (field) => before[field] !== after[field],
  );

const pick = (facts: EndpointFacts, fields: (keyof EndpointFacts)[]): Partial<EndpointFacts> =>
  Object.fromEntries(fields.map((field) => [field, facts[field]]));
