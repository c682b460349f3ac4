import type { Scope } from "@/lib/access/rights";

export const scopeWords: Record<Scope, string> = {
  "keys.verify": "Verify keys",
  "keys.read": "See keys",
  "keys.write": "Generate, edit and revoke keys",
  "applications.read": "See applications",
  "applications.write": "Register, edit and delete applications",
  "grants.read": "See connected APIs",
  "grants.write": "Connect APIs to applications",
  "catalog.read": "See APIs, endpoints and permissions",
  "catalog.write": "Edit APIs, endpoints and permissions",
  "members.read": "See members",
  "members.write": "Invite and remove members, change roles",
  "tokens.read": "See service tokens",
  "tokens.write": "Create and revoke service tokens",
  "policies.read": "See policies",
  "policies.write": "Change policies",
  "usage.read": "Read usage and the access history",
  "usage.networks": "See callers’ addresses in the access history, with usage.read",
  "audit.read": "Read the audit log",
};

export const scopeGroups: { title: string; hint?: string; scopes: Scope[] }[] = [
  {
    title: "Verification",
    hint: "All that a gateway or an API needs.",
    scopes: ["keys.verify"],
  },
  { title: "Keys", scopes: ["keys.read", "keys.write"] },
  { title: "Applications", scopes: ["applications.read", "applications.write"] },
  { title: "Connected APIs", scopes: ["grants.read", "grants.write"] },
  { title: "APIs", scopes: ["catalog.read", "catalog.write"] },
  { title: "Members", scopes: ["members.read", "members.write"] },
  { title: "Service tokens", scopes: ["tokens.read", "tokens.write"] },
  { title: "Policies", scopes: ["policies.read", "policies.write"] },
  { title: "Usage", scopes: ["usage.read", "usage.networks"] },
  { title: "Audit log", scopes: ["audit.read"] },
];
