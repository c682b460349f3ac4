import { permissionOfScope } from "./permission-name";
import { at, entriesAt, isPart, listAt, type Part, pointedAt, textAt } from "./record";

/** The schemes that have scopes, by name. */
export type Schemes = Map<string, unknown>;

/** The document's OAuth 2 and OpenID Connect schemes. */
export function schemesOf(document: Part): Schemes {
  const schemes: Schemes = new Map();
  for (const [name, given] of entriesAt(at(document, "components"), "securitySchemes")) {
    const reference = textAt(given, "$ref");
    const scheme = reference === "" ? given : pointedAt(document, reference);
    if (["oauth2", "openIdConnect"].includes(textAt(scheme, "type"))) schemes.set(name, scheme);
  }
  return schemes;
}

const most = 20;
const mostScopes = 100;

export type Demand = {
  /** With the description as the document has it. */
  permission: { name: string; description: string } | null;
  /** The scopes that were not taken. */
  others: string[];
};

/**
 * What an operation demands by its security requirements: of the first alternative that names a
 * scope which can be a permission, the first such scope. An endpoint requires one permission, and
 * authors name the closest scope first.
 */
export function demandOf(requirements: unknown, schemes: Schemes): Demand {
  let permission: Demand["permission"] = null;
  const others = new Set<string>();
  for (const [scheme, scope] of demanded(requirements, schemes)) {
    const name: string | null = permission ? null : permissionOfScope(scope);
    if (name === null) others.add(scope);
    else permission = { name, description: descriptionOf(scheme, scope) };
  }
  return { permission, others: [...others] };
}

/** The first scopes that the requirements name, each with its scheme. */
function demanded(requirements: unknown, schemes: Schemes): [scheme: unknown, scope: string][] {
  const found: [unknown, string][] = [];
  for (const requirement of listAt({ requirements }, "requirements", most) ?? []) {
    for (const name of namesIn(requirement)) {
      if (!schemes.has(name)) continue;
      for (const scope of listAt(requirement, name, most) ?? []) {
        if (found.length === mostScopes) return found;
        if (typeof scope === "string") found.push([schemes.get(name), scope]);
      }
    }
  }
  return found;
}

function descriptionOf(scheme: unknown, scope: string): string {
  const flows = at(scheme, "flows");
  for (const name of namesIn(flows)) {
    const description = at(at(at(flows, name), "scopes"), scope);
    if (typeof description === "string") return description;
  }
  return "";
}

const namesByPart = new WeakMap<Part, string[]>();

/** The first names, gathered once: many operations may share a part that has very many. */
function namesIn(part: unknown): string[] {
  if (!isPart(part)) return [];
  const names = namesByPart.get(part) ?? Object.keys(part).slice(0, most);
  namesByPart.set(part, names);
  return names;
}
