import type { Scope } from "@/lib/access/rights";
import type { Fresh } from "./world";

type RouteRule = {
  path: (fresh: Fresh) => string;
  scope: Scope;
  body?: (fresh: Fresh) => unknown;
  status?: 200 | 201 | 204;
};

const rule = (
  scope: Scope,
  path: RouteRule["path"],
  more: Omit<RouteRule, "scope" | "path"> = {},
): RouteRule => ({ scope, path, ...more });

const created = (body: RouteRule["body"]) => ({ body, status: 201 as const });
const gone = { status: 204 as const };

/** Every route of the management API by method and file. One that is missing here fails the run. */
export const routes: Record<string, RouteRule> = {
  "GET apis": rule("catalog.read", () => "/v1/apis"),
  "POST apis": rule(
    "catalog.write",
    () => "/v1/apis",
    created(({ number }) => ({
      name: `Routed ${number}`,
      slug: `routed-${number}`,
      baseUrl: "https://x.example",
    })),
  ),
  "GET apis/[id]": rule("catalog.read", ({ api }) => `/v1/apis/${api.id}`),
  "PATCH apis/[id]": rule("catalog.write", ({ api }) => `/v1/apis/${api.id}`, {
    body: () => ({ description: "Edited" }),
  }),
  "DELETE apis/[id]": rule("catalog.write", ({ api }) => `/v1/apis/${api.id}`, gone),
  "GET apis/[id]/endpoints": rule("catalog.read", ({ api }) => `/v1/apis/${api.id}/endpoints`),
  "POST apis/[id]/endpoints": rule(
    "catalog.write",
    ({ api }) => `/v1/apis/${api.id}/endpoints`,
    created(() => ({ method: "GET", path: "/routed" })),
  ),
  "PATCH apis/[id]/endpoints/[part]": rule(
    "catalog.write",
    ({ api, endpoint }) => `/v1/apis/${api.id}/endpoints/${endpoint.id}`,
    { body: () => ({ summary: "Edited" }) },
  ),
  "DELETE apis/[id]/endpoints/[part]": rule(
    "catalog.write",
    ({ api, endpoint }) => `/v1/apis/${api.id}/endpoints/${endpoint.id}`,
    gone,
  ),
  "GET apis/[id]/permissions": rule("catalog.read", ({ api }) => `/v1/apis/${api.id}/permissions`),
  "POST apis/[id]/permissions": rule(
    "catalog.write",
    ({ api }) => `/v1/apis/${api.id}/permissions`,
    created(() => ({ name: "routed:read" })),
  ),
  "PATCH apis/[id]/permissions/[part]": rule(
    "catalog.write",
    ({ api, permission }) => `/v1/apis/${api.id}/permissions/${permission.id}`,
    { body: () => ({ description: "Edited" }) },
  ),
  "DELETE apis/[id]/permissions/[part]": rule(
    "catalog.write",
    ({ api, permission }) => `/v1/apis/${api.id}/permissions/${permission.id}`,
    gone,
  ),
  "GET applications": rule("applications.read", () => "/v1/applications"),
  "POST applications": rule(
    "applications.write",
    () => "/v1/applications",
    created(({ number }) => ({ name: `Routed ${number}`, baseUrl: "https://x.example" })),
  ),
  "GET applications/[id]": rule(
    "applications.read",
    ({ application }) => `/v1/applications/${application.id}`,
  ),
  "PATCH applications/[id]": rule(
    "applications.write",
    ({ application }) => `/v1/applications/${application.id}`,
    { body: () => ({ description: "Edited" }) },
  ),
  "DELETE applications/[id]": rule(
    "applications.write",
    ({ application }) => `/v1/applications/${application.id}`,
    gone,
  ),
  "POST applications/[id]/activate": rule(
    "applications.write",
    ({ application }) => `/v1/applications/${application.id}/activate`,
  ),
  "POST applications/[id]/deactivate": rule(
    "applications.write",
    ({ application }) => `/v1/applications/${application.id}/deactivate`,
  ),
  "GET applications/[id]/grants": rule(
    "grants.read",
    ({ application }) => `/v1/applications/${application.id}/grants`,
  ),
  "PUT applications/[id]/grants": rule(
    "grants.write",
    ({ application }) => `/v1/applications/${application.id}/grants`,
    { body: ({ api }) => ({ grants: [{ api: api.slug, permission: "orders:read" }] }) },
  ),
  "GET applications/[id]/keys": rule(
    "keys.read",
    ({ application }) => `/v1/applications/${application.id}/keys`,
  ),
  "POST applications/[id]/keys": rule(
    "keys.write",
    ({ application }) => `/v1/applications/${application.id}/keys`,
    created(() => ({ name: "routed", environment: "staging" })),
  ),
  "GET audit-events": rule("audit.read", () => "/v1/audit-events"),
  "GET keys": rule("keys.read", () => "/v1/keys"),
  "GET keys/[id]": rule("keys.read", ({ key }) => `/v1/keys/${key.id}`),
  "PATCH keys/[id]": rule("keys.write", ({ key }) => `/v1/keys/${key.id}`, {
    body: () => ({ name: "Edited" }),
  }),
  "POST keys/[id]/revoke": rule("keys.write", ({ key }) => `/v1/keys/${key.id}/revoke`),
  "POST keys/verify": rule("keys.verify", () => "/v1/keys/verify", {
    body: ({ apiKey }) => ({ key: apiKey }),
  }),
  "POST keys/verify-batch": rule("keys.verify", () => "/v1/keys/verify-batch", {
    body: ({ apiKey }) => ({ items: [{ key: apiKey }] }),
  }),
  "GET members": rule("members.read", () => "/v1/members"),
  "GET tokens": rule("tokens.read", () => "/v1/tokens"),
  "POST tokens": rule(
    "tokens.write",
    () => "/v1/tokens",
    created(() => ({ name: "routed", scopes: ["tokens.write"] })),
  ),
  "DELETE tokens/[id]": rule("tokens.write", ({ token }) => `/v1/tokens/${token.id}`, gone),
};

/**
 * Routes that a key or a session answers for, or that speak forms, or that are public: they are
 * tried one by one in the test. ANY takes every method and can't be asked for them.
 */
export const otherRoutes = [
  "GET keys/self",
  "POST keys/self/revoke",
  "ANY forward-auth",
  "POST introspect",
  "POST revoke",
  "GET .well-known/oauth-authorization-server/o/[slug]",
  "GET (portal)/[org]/keys/[id]/last-used",
];
