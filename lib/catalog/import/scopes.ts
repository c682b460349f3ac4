import { permissionOfScope } from "./permission-name";
import { plainText } from "./plain-text";
import { at, entriesAt, listAt, type Part, pointedAt, textAt } from "./record";

/** Descriptions by scope, of the schemes that have scopes, by the name of the scheme. */
export type Schemes = Map<string, Map<string, string>>;

/** The document's OAuth 2 and OpenID Connect schemes. */
export function schemesOf(document: Part): Schemes {
  const schemes: Schemes = new Map();
  for (const [name, given] of entriesAt(at(document, "components"), "securitySchemes")) {
    const reference = textAt(given, "$ref");
    const scheme = reference === "" ? given : pointedAt(document, reference);
    if (!["oauth2", "openIdConnect"].includes(textAt(scheme, "type"))) continue;
    const scopes = new Map<string, string>();
    for (const [, flow] of entriesAt(scheme, "flows").slice(0, 20)) {
      for (const [scope, description] of entriesAt(flow, "scopes").slice(0, 5000)) {
        if (typeof description === "string") scopes.set(scope, plainText(description, 500));
      }
    }
    schemes.set(name, scopes);
  }
  return schemes;
}

const most = 20;

export type Demand = {
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
  for (const requirement of listAt({ requirements }, "requirements", most) ?? []) {
    for (const [scheme, descriptions] of schemes) {
      for (const scope of listAt(requirement, scheme, most) ?? []) {
        if (typeof scope !== "string") continue;
        const name: string | null = permission ? null : permissionOfScope(scope);
        if (name === null) others.add(scope);
        else permission = { name, description: descriptions.get(scope) ?? "" };
      }
    }
  }
  return { permission, others: [...others] };
}
