import { type Scope, scopes } from "@/lib/access/rights";
import type { Fresh } from "./world";

type RouteRule = {
  path: (fresh: Fresh) => string;
  scope: Scope;
  /** What it needs besides: who gives or takes a role must have what the role may do. */
  also?: readonly Scope[];
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
const also = scopes;

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
    created(({ number }) => ({ method: "GET", path: `/routed-${number}` })),
  ),
  "GET apis/[id]/endpoints/[part]": rule(
    "catalog.read",
    ({ api, endpoint }) => `/v1/apis/${api.id}/endpoints/${endpoint.id}`,
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
  "POST apis/[id]/import": rule("catalog.write", ({ api }) => `/v1/apis/${api.id}/import`, {
    body: () => ({
      document: {
        openapi: "3.1.0",
        info: { title: "Routed", version: "1" },
        paths: { "/imported": { get: { responses: {} } } },
      },
      remove: false,
    }),
  }),
  "GET apis/[id]/permissions": rule("catalog.read", ({ api }) => `/v1/apis/${api.id}/permissions`),
  "POST apis/[id]/permissions": rule(
    "catalog.write",
    ({ api }) => `/v1/apis/${api.id}/permissions`,
    created(({ number }) => ({ name: `routed-${number}:read` })),
  ),
  "GET apis/[id]/permissions/[part]": rule(
    "catalog.read",
    ({ api, permission }) => `/v1/apis/${api.id}/permissions/${permission.id}`,
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
  "POST keys/[id]/disable": rule("keys.write", ({ key }) => `/v1/keys/${key.id}/disable`),
  "POST keys/[id]/enable": rule("keys.write", ({ key }) => `/v1/keys/${key.id}/enable`),
  "POST keys/[id]/quarantine": rule("keys.write", ({ key }) => `/v1/keys/${key.id}/quarantine`, {
    body: () => ({ note: "Seen in a public place." }),
  }),
  "POST keys/[id]/rotate": rule("keys.write", ({ key }) => `/v1/keys/${key.id}/rotate`, {
    status: 201,
  }),
  "POST keys/[id]/end-rotation": rule(
    "keys.write",
    ({ rotating }) => `/v1/keys/${rotating.id}/end-rotation`,
  ),
  "POST keys/[id]/undo-rotation": rule(
    "keys.write",
    ({ rotating }) => `/v1/keys/${rotating.id}/undo-rotation`,
  ),
  "POST keys/verify": rule("keys.verify", () => "/v1/keys/verify", {
    body: ({ apiKey }) => ({ key: apiKey }),
  }),
  "POST keys/verify-batch": rule("keys.verify", () => "/v1/keys/verify-batch", {
    body: ({ apiKey }) => ({ items: [{ key: apiKey }] }),
  }),
  "GET members": rule("members.read", () => "/v1/members"),
  "POST members": rule("members.write", () => "/v1/members", {
    ...created(({ number }) => ({
      email: `routed-${number}@example.test`,
      name: "Routed",
      role: "auditor",
    })),
    also,
  }),
  "GET members/[id]": rule("members.read", ({ member }) => `/v1/members/${member.id}`),
  "PATCH members/[id]": rule("members.write", ({ member }) => `/v1/members/${member.id}`, {
    body: () => ({ role: "auditor" }),
    also,
  }),
  "DELETE members/[id]": rule("members.write", ({ member }) => `/v1/members/${member.id}`, {
    ...gone,
    also,
  }),
  "GET invitations": rule("members.read", () => "/v1/invitations"),
  "POST invitations": rule("members.write", () => "/v1/invitations", {
    ...created(({ number }) => ({ email: `routed-${number}@example.test`, role: "auditor" })),
    also,
  }),
  "GET invitations/[id]": rule(
    "members.read",
    ({ invitation }) => `/v1/invitations/${invitation.id}`,
  ),
  "DELETE invitations/[id]": rule(
    "members.write",
    ({ invitation }) => `/v1/invitations/${invitation.id}`,
    { ...gone, also },
  ),
  "POST invitations/[id]/resend": rule(
    "members.write",
    ({ invitation }) => `/v1/invitations/${invitation.id}/resend`,
    { status: 201, also },
  ),
  "GET policies": rule("policies.read", () => "/v1/policies"),
  "PUT policies": rule("policies.write", () => "/v1/policies", {
    body: ({ ceiling }) => ({ ceilings: { auditor: { staging: ceiling } } }),
  }),
  "POST policies/dry-run": rule("policies.write", () => "/v1/policies/dry-run", {
    body: ({ ceiling }) => ({ ceilings: { auditor: { staging: ceiling } } }),
  }),
  "GET policies/applications/[id]": rule(
    "policies.read",
    ({ application }) => `/v1/policies/applications/${application.id}`,
  ),
  "PUT policies/applications/[id]": rule(
    "policies.write",
    ({ application }) => `/v1/policies/applications/${application.id}`,
    { body: () => ({ rules: { maxLifetimeDays: { production: 30 } } }) },
  ),
  "DELETE policies/applications/[id]": rule(
    "policies.write",
    ({ application }) => `/v1/policies/applications/${application.id}`,
    gone,
  ),
  "GET policies/exceptions": rule("policies.read", () => "/v1/policies/exceptions"),
  "GET policies/exceptions/[id]/[part]": rule(
    "policies.read",
    ({ key }) => `/v1/policies/exceptions/${key.id}/never`,
  ),
  "PUT policies/exceptions/[id]/[part]": rule(
    "policies.write",
    ({ key }) => `/v1/policies/exceptions/${key.id}/never`,
    { body: ({ ahead }) => ({ until: ahead, reason: "It waits for its supplier." }) },
  ),
  "DELETE policies/exceptions/[id]/[part]": rule(
    "policies.write",
    ({ key }) => `/v1/policies/exceptions/${key.id}/never`,
    gone,
  ),
  "GET usage": rule("usage.read", () => "/v1/usage"),
  "GET usage/events": rule("usage.read", () => "/v1/usage/events"),
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
  "GET revocations",
  "GET .well-known/oauth-authorization-server/o/[slug]",
  "GET o/[slug]/.well-known/oauth-authorization-server",
  "GET o/[slug]/.well-known/openid-configuration",
  "GET o/[slug]/jwks.json",
  "GET o/[slug]/status-lists/[n]",
  "GET openapi.json",
  "GET (portal)/[org]/inbox/latest",
  "GET (portal)/[org]/keys/[id]/now",
  "GET (portal)/[org]/usage/export",
  "GET (portal)/[org]/usage/tail",
];
