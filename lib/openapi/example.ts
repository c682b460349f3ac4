import { type Json, resolved, type Schemas } from "./schemas";

/** What usually stands in a field of that name. Secrets are only hinted at. */
const texts: Record<string, string> = {
  action: "key.revoked",
  apiKey: "pcl_live_…",
  baseUrl: "https://crm.example",
  createdBy: "mem_01kaj8z5xmf2rv6t9c4w7nbqhg",
  createdByName: "Olive Owner",
  description: "",
  email: "dora@acme.example",
  environment: "production",
  hint: "pcs_7Rk2",
  introspection_endpoint: "https://gate.example/v1/introspect",
  issuer: "https://gate.example/o/acme",
  jwks_uri: "https://gate.example/o/acme/jwks.json",
  link: "https://portal.example/invitations/…",
  name: "CRM System",
  openapi: "3.1.0",
  ownerName: "Olive Owner",
  path: "/orders/{orderId}",
  permission: "orders:read",
  permissions: "orders:read",
  prefix: "",
  reason: "",
  revocation_endpoint: "https://gate.example/v1/revoke",
  scope: "orders:read",
  secretKey: "…",
  serviceToken: "pcs_…",
  sharedKey: "pcl_live_5Hq3mZ0bTt9Lw2XkR",
  slug: "orders",
  summary: "One order",
  title: "Orders",
  url: "https://orders.example/v1",
  version: "1.4.0",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};

const lists: Record<string, unknown[]> = {
  aud: ["orders"],
  closedToDevelopers: [],
  first: ["CRM System"],
  grant_types_supported: [],
  response_types_supported: [],
  skipped: [],
};

/** An answer that the schema describes, the same each time. */
export function exampleOf(schema: Json, schemas: Schemas, name = ""): unknown {
  const {
    const: fixed,
    enum: choices,
    anyOf,
    properties,
    items,
    ...rest
  } = resolved(schema, schemas);
  if (fixed !== undefined) return fixed;
  if (Array.isArray(choices)) return choices.find((one) => one === texts[name]) ?? choices[0];
  if (Array.isArray(anyOf)) {
    return anyOf.some(({ type }) => type === "null") ? null : exampleOf(anyOf[0], schemas, name);
  }
  if (properties) {
    const { required = [] } = rest as { required?: string[] };
    const shown = Object.entries(properties as Record<string, Json>)
      .filter(([property]) => required.includes(property))
      .map(([property, part]) => [property, exampleOf(part, schemas, property)]);
    return Object.fromEntries(shown);
  }
  if (rest.type === "object") return mapOf(rest, schemas);
  if (Array.isArray(rest.type)) return null;
  if (rest.type === "array") {
    return lists[name] ?? [exampleOf((items ?? {}) as Json, schemas, name)];
  }
  if (rest.type === "boolean") return false;
  if (rest.type === "string") return textOf(rest, name);
  return rest.type === "integer" || rest.type === "number" ? 1 : null;
}

/** An object whose names are told apart from its values. */
function mapOf({ propertyNames, additionalProperties }: Json, schemas: Schemas): unknown {
  const { enum: names } = resolved((propertyNames ?? {}) as Json, schemas);
  if (!Array.isArray(names)) return {};
  const value = exampleOf((additionalProperties ?? {}) as Json, schemas);
  return Object.fromEntries(names.map((name) => [name, value]));
}

function textOf({ format, pattern }: Json, name: string): string {
  if (format === "date-time") return "2026-11-21T09:30:00.000Z";
  const prefix = /^\^([a-z]{3}_)/.exec(String(pattern))?.[1];
  if (prefix) return `${prefix}01kaj8z5xmf2rv6t9c4w7nbqhg`;
  return texts[name] ?? (name || "text");
}
