export const roleNames = ["owner", "admin", "developer", "auditor"] as const;
export type Role = (typeof roleNames)[number];

/**
 * How far a role's right reaches: every application, those that the member owns or maintains, those
 * it owns, or not at all.
 */
export type Reach = "all" | "own" | "owned" | "none";

type Row = { scope: string | null } & Record<Role, Reach>;

const row = <S extends string | null>(
  scope: S,
  owner: Reach,
  admin: Reach,
  developer: Reach,
  auditor: Reach,
) => ({ scope, owner, admin, developer, auditor });

/** The one table of who may do what: verbs, pages and the scopes of service tokens read it. */
export const rights = {
  "organization.read": row(null, "all", "all", "all", "all"),
  "organization.edit": row(null, "all", "all", "none", "none"),
  "organization.delete": row(null, "all", "none", "none", "none"),
  "application.read": row("applications.read", "all", "all", "all", "all"),
  "application.create": row("applications.write", "all", "all", "all", "none"),
  "application.edit": row("applications.write", "all", "all", "own", "none"),
  "application.share": row("applications.write", "all", "all", "owned", "none"),
  "application.transfer": row("applications.write", "all", "all", "none", "none"),
  "key.read": row("keys.read", "all", "all", "all", "all"),
  "key.create": row("keys.write", "all", "all", "own", "none"),
  "key.revoke": row("keys.write", "all", "all", "own", "none"),
  "key.disable": row("keys.write", "all", "all", "own", "none"),
  "key.quarantine": row("keys.write", "all", "all", "none", "none"),
  "key.transfer": row("keys.write", "all", "all", "none", "none"),
  "catalog.read": row("catalog.read", "all", "all", "all", "all"),
  "catalog.edit": row("catalog.write", "all", "all", "none", "none"),
  "grant.read": row("grants.read", "all", "all", "all", "all"),
  "grant.edit": row("grants.write", "all", "all", "own", "none"),
  "grant.sensitive": row("grants.write", "all", "all", "none", "none"),
  "request.read": row(null, "all", "all", "own", "all"),
  "request.create": row(null, "all", "all", "own", "none"),
  "request.decide": row(null, "all", "all", "none", "none"),
  "notification.read": row(null, "all", "all", "all", "all"),
  "policy.read": row("policies.read", "all", "all", "all", "all"),
  "policy.edit": row("policies.write", "all", "all", "none", "none"),
  "policy.except": row("policies.write", "all", "all", "none", "none"),
  "policy.override": row("policies.write", "all", "none", "none", "none"),
  "member.read": row("members.read", "all", "all", "all", "all"),
  "member.edit": row("members.write", "all", "all", "none", "none"),
  "member.edit-owner": row(null, "all", "none", "none", "none"),
  "token.read": row("tokens.read", "all", "all", "none", "all"),
  "token.edit": row("tokens.write", "all", "all", "none", "none"),
  "signing-key.read": row(null, "all", "all", "none", "all"),
  "signing-key.rotate": row(null, "all", "all", "none", "none"),
  "gate.read": row(null, "all", "all", "none", "all"),
  "audit.read": row("audit.read", "all", "all", "own", "all"),
  "usage.read": row("usage.read", "all", "all", "all", "all"),
  "history.read": row("usage.read", "all", "all", "own", "all"),
  "history.networks": row("usage.networks", "all", "all", "own", "none"),
  "history.edit": row(null, "all", "all", "none", "none"),
  "alert.read": row("usage.read", "all", "all", "own", "all"),
  "alert.edit": row(null, "all", "all", "own", "none"),
  "key.verify": row("keys.verify", "none", "none", "none", "none"),
} as const satisfies Record<string, Row>;

export type Right = keyof typeof rights;
export type Scope = Exclude<(typeof rights)[Right]["scope"], null>;

/** Every scope a service token can have, in the order of the table. */
export const scopes: readonly Scope[] = [
  ...new Set(Object.values(rights).flatMap((r) => (r.scope ? [r.scope] : []))),
];

/**
 * Whether a service token bound to an API, or only to an environment, can have the scope. What else
 * it would change concerns other APIs and environments too, as a key is good for every API.
 */
export const fitsBound = (scope: Scope, to: "api" | "environment"): boolean =>
  scope.endsWith(".read") ||
  scope === "keys.verify" ||
  (scope === "keys.write" && to === "environment");

export const isScope = (value: string): value is Scope =>
  (scopes as readonly string[]).includes(value);
